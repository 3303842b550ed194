package io.cmqkafka.facade.action;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cmqkafka.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * How a received message is written: CMQ's seven fields.
 *
 * <p>JSON carries text only. A body that is not UTF-8, which other Kafka producers may write, comes
 * with U+FFFD for what cannot be decoded, and then also exactly, as {@code msgBodyBase64}, a field
 * of this server's own.
 */
final class MessageFields {
  private MessageFields() {}

  static void write(Message message, JsonGenerator json) throws IOException {
    json.writeStringField("msgId", message.id().toString());
    json.writeStringField("receiptHandle", message.receiptHandle());
    writeBody(message.body(), json);
    json.writeNumberField("enqueueTime", UnixTime.seconds(message.enqueueTimeMs()));
    json.writeNumberField("nextVisibleTime", UnixTime.seconds(message.nextVisibleTimeMs()));
    json.writeNumberField("firstDequeueTime", UnixTime.seconds(message.firstDequeueTimeMs()));
    json.writeNumberField("dequeueCount", message.dequeueCount());
  }

  private static void writeBody(byte[] body, JsonGenerator json) throws IOException {
    String text = new String(body, StandardCharsets.UTF_8);
    json.writeStringField("msgBody", text);
    // The strict check is slow and rarely needed: a failed decoding always leaves a U+FFFD.
    if (text.indexOf('\uFFFD') >= 0 && !isUtf8(body)) {
      json.writeBinaryField("msgBodyBase64", body);
    }
  }

  private static boolean isUtf8(byte[] body) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
      return true;
    } catch (CharacterCodingException malformed) {
      return false;
    }
  }
}
