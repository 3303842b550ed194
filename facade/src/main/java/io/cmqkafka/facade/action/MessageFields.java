package io.cmqkafka.facade.action;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cmqkafka.Message;
import io.cmqkafka.facade.api.BodyText;
import java.io.IOException;

/** How a received message is written: CMQ's seven fields. */
final class MessageFields {
  private MessageFields() {}

  static void write(Message message, JsonGenerator json) throws IOException {
    json.writeStringField("msgId", message.id().toString());
    json.writeStringField("receiptHandle", message.receiptHandle());
    BodyText.write(message.body(), json);
    json.writeNumberField("enqueueTime", UnixTime.seconds(message.enqueueTimeMs()));
    json.writeNumberField("nextVisibleTime", UnixTime.seconds(message.nextVisibleTimeMs()));
    json.writeNumberField("firstDequeueTime", UnixTime.seconds(message.firstDequeueTimeMs()));
    json.writeNumberField("dequeueCount", message.dequeueCount());
  }
}
