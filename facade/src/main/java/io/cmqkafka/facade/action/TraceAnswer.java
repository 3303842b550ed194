package io.cmqkafka.facade.action;

import io.cmqkafka.MessageTrace;
import io.cmqkafka.MessageTrace.Delivery;
import io.cmqkafka.MessageTrace.Event;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.JsonWriter;
import io.cmqkafka.queue.MessageId;
import java.io.IOException;
import java.util.Locale;
import java.util.OptionalLong;

/** What became of a message, as an answer. Times are Unix seconds, those in Ms Unix ms. */
record TraceAnswer(QueueDefinition queue, MessageId id, MessageTrace trace) implements Answer {

  @Override
  public void writeFields(JsonWriter json) throws IOException {
    json.writeStringField("msgId", id.toString());
    json.writeStringField("kafkaTopic", queue.kafkaTopic());
    json.writeNumberField("partition", id.partition());
    json.writeNumberField("offset", id.offset());
    if (trace.appendedMs().isPresent()) {
      json.writeNumberField("enqueueTime", UnixTime.seconds(trace.appendedMs().getAsLong()));
      json.writeNumberField("enqueueTimeMs", trace.appendedMs().getAsLong());
    }
    writeState(json);
    json.writeStringField("commandsTopic", trace.commandsTopic());
    json.writeNumberField("commandsPartition", trace.commandsPartition());
    json.writeBooleanField("reachesBack", trace.reachesBack());
    writeIfThere("keptSinceMs", trace.keptSinceMs(), json);
    json.writeNumberField("recordsRead", trace.recordsRead());
    if (trace.next().isPresent()) {
      json.writeStringField("nextPosition", PositionMark.of(queue, id).behind(trace.next().get()));
    }
    json.writeArrayFieldStart("events");
    for (Event event : trace.events()) {
      json.writeStartObject();
      write(event, json);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeState(JsonWriter json) throws IOException {
    json.writeNumberField("logTimeMs", trace.nowMs());
    json.writeStringField("state", trace.status().map(one -> lower(one.state())).orElse("none"));
    if (trace.status().isPresent()) {
      MessageFields.writeReceives(trace.status().get(), json);
    }
  }

  private static void write(Event event, JsonWriter json) throws IOException {
    json.writeStringField("event", lower(event.kind()));
    json.writeStringField("effect", lower(event.effect()));
    json.writeNumberField("timeMs", event.atMs());
    json.writeNumberField("offset", event.offset());
    if (!event.instanceId().isEmpty()) {
      json.writeStringField("instanceId", event.instanceId());
    }
    if (event.delivery().isPresent()) {
      Delivery delivery = event.delivery().get();
      json.writeNumberField("delivery", delivery.serial());
      writeIfThere("dequeueTimeMs", delivery.sinceMs(), json);
      json.writeNumberField("nextVisibleTimeMs", delivery.untilMs());
    }
    writeIfThere("dueTimeMs", event.dueMs(), json);
    if (event.toQueue().isPresent()) {
      json.writeStringField("toQueueName", event.toQueue().get());
    }
  }

  private static void writeIfThere(String name, OptionalLong number, JsonWriter json)
      throws IOException {
    if (number.isPresent()) {
      json.writeNumberField(name, number.getAsLong());
    }
  }

  private static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }
}
