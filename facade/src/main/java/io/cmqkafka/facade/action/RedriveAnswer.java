package io.cmqkafka.facade.action;

import io.cmqkafka.catalog.Redrive;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.JsonWriter;
import java.io.IOException;
import java.util.Locale;

/**
 * The latest redrive of a queue, as an answer. Times are Unix seconds.
 *
 * @param redrive null when there was none
 */
record RedriveAnswer(Redrive redrive) implements Answer {

  @Override
  public void writeFields(JsonWriter json) throws IOException {
    if (redrive == null) {
      json.writeStringField("state", "none");
      return;
    }
    json.writeStringField("state", lower(redrive.state()));
    if (redrive.reason() != null) {
      json.writeStringField("reason", lower(redrive.reason()));
    }
    if (redrive.target() != null) {
      json.writeStringField("toQueueName", redrive.target());
    }
    json.writeNumberField("messagesPerSecond", redrive.perSecond());
    json.writeNumberField("startTime", UnixTime.seconds(redrive.startedMs()));
    json.writeNumberField("lastChangeTime", UnixTime.seconds(redrive.changedMs()));
    json.writeNumberField("moved", redrive.moved());
    json.writeNumberField("left", redrive.left());
    json.writeArrayFieldStart("leftMessages");
    for (Redrive.Left one : redrive.examples()) {
      json.writeStartObject();
      json.writeStringField("msgId", one.msgId());
      json.writeStringField("result", one.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }
}
