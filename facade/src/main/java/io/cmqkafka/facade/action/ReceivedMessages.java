package io.cmqkafka.facade.action;

import io.cmqkafka.Message;
import io.cmqkafka.Received;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.JsonWriter;
import java.io.IOException;

/**
 * Received messages as an answer, each with CMQ's seven fields. Messages that did not reach the
 * client are given back.
 *
 * @param received at least one message
 * @param inList as the elements of {@code msgInfoList}; otherwise the only message's fields stand
 *     beside the envelope's
 */
record ReceivedMessages(Received received, boolean inList) implements Answer {

  /** The messages, or that there is none. */
  static Answer of(Received received, boolean inList) {
    return received.messages().isEmpty()
        ? Answer.of(CmqError.NO_MESSAGE)
        : new ReceivedMessages(received, inList);
  }

  @Override
  public void writeFields(JsonWriter json) throws IOException {
    if (!inList) {
      write(received.messages().get(0), json);
      return;
    }
    json.writeArrayFieldStart("msgInfoList");
    for (Message message : received.messages()) {
      json.writeStartObject();
      write(message, json);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  @Override
  public void ended(boolean sent) {
    received.end(sent);
  }

  private static void write(Message message, JsonWriter json) throws IOException {
    json.writeStringField("msgId", message.id().toString());
    json.writeStringField("receiptHandle", message.receiptHandle());
    json.writeBody(message.body());
    json.writeNumberField("enqueueTime", UnixTime.seconds(message.enqueueTimeMs()));
    json.writeNumberField("nextVisibleTime", UnixTime.seconds(message.nextVisibleTimeMs()));
    json.writeNumberField("firstDequeueTime", UnixTime.seconds(message.firstDequeueTimeMs()));
    json.writeNumberField("dequeueCount", message.dequeueCount());
  }
}
