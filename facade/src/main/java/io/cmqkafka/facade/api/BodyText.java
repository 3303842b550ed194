package io.cmqkafka.facade.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * How a message's body is written as JSON, which carries text only. A body that is not UTF-8, which
 * other Kafka producers may write, comes with U+FFFD for what cannot be decoded, and then also
 * exactly, as {@code msgBodyBase64}, a field of this server's own.
 */
public final class BodyText {
  private BodyText() {}

  /** Writes the field {@code msgBody}, and the other one where it is needed. */
  public static void write(byte[] body, JsonGenerator json) throws IOException {
    if (isAscii(body)) {
      // Most bodies are, and to decode and encode them again was a good part of an answer's cost.
      json.writeFieldName("msgBody");
      json.writeUTF8String(body, 0, body.length);
      return;
    }
    String text = new String(body, StandardCharsets.UTF_8);
    json.writeStringField("msgBody", text);
    // The strict check is slow and rarely needed: a failed decoding always leaves a U+FFFD.
    if (text.indexOf('\uFFFD') >= 0 && !isUtf8(body)) {
      json.writeBinaryField("msgBodyBase64", body);
    }
  }

  private static boolean isAscii(byte[] body) {
    int all = 0;
    for (byte one : body) {
      all |= one;
    }
    return all >= 0;
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
