package io.cmqkafka.facade.action;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cmqkafka.Message;
import io.cmqkafka.facade.api.Answer;
import io.cmqkafka.facade.api.BodyText;
import java.io.IOException;
import java.util.List;

/**
 * Received messages as an answer, each with CMQ's seven fields.
 *
 * @param messages at least one
 * @param inList as the elements of {@code msgInfoList}; otherwise the only message's fields stand
 *     beside the envelope's
 */
record ReceivedMessages(List<Message> messages, boolean inList) implements Answer {

  /** The fields of a message besides its body, with room for some escapes in that. */
  private static final int FIELDS_BYTES = 400;

  /** 16 of the largest bodies. */
  private static final int MAX_EXPECTED_BYTES = 32 << 20;

  @Override
  public int expectedBytes() {
    long bytes = USUAL_BYTES;
    for (Message message : messages) {
      bytes += message.body().length + FIELDS_BYTES;
    }
    return (int) Math.min(bytes, MAX_EXPECTED_BYTES);
  }

  @Override
  public void writeFields(JsonGenerator json) throws IOException {
    if (!inList) {
      write(messages.get(0), json);
      return;
    }
    json.writeArrayFieldStart("msgInfoList");
    for (Message message : messages) {
      json.writeStartObject();
      write(message, json);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(Message message, JsonGenerator json) throws IOException {
    json.writeStringField("msgId", message.id().toString());
    json.writeStringField("receiptHandle", message.receiptHandle());
    BodyText.write(message.body(), json);
    json.writeNumberField("enqueueTime", UnixTime.seconds(message.enqueueTimeMs()));
    json.writeNumberField("nextVisibleTime", UnixTime.seconds(message.nextVisibleTimeMs()));
    json.writeNumberField("firstDequeueTime", UnixTime.seconds(message.firstDequeueTimeMs()));
    json.writeNumberField("dequeueCount", message.dequeueCount());
  }
}
