package io.cmqkafka.facade.action;

import io.cmqkafka.facade.classic.JsonWriter;
import io.cmqkafka.queue.MessageStatus;
import java.io.IOException;

/** Fields that several answers have about a message that somebody looks at. */
final class MessageFields {
  private MessageFields() {}

  /** How often it was received, when first, and until when it stays as it is. */
  static void writeReceives(MessageStatus status, JsonWriter json) throws IOException {
    json.writeNumberField("dequeueCount", status.receives());
    if (status.firstReceive() > 0) {
      json.writeNumberField("firstDequeueTime", UnixTime.seconds(status.firstReceive()));
    }
    if (status.until() > 0) {
      json.writeNumberField("nextVisibleTime", UnixTime.seconds(status.until()));
      json.writeNumberField("nextVisibleTimeMs", status.until());
    }
  }
}
