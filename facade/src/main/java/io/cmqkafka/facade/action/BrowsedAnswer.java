package io.cmqkafka.facade.action;

import io.cmqkafka.BrowsedMessage;
import io.cmqkafka.BrowsedMessages;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.JsonWriter;
import io.cmqkafka.queue.MessageState;
import io.cmqkafka.queue.MessageStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Messages that were looked at, as an answer. Times are Unix seconds, those in Ms Unix ms. */
record BrowsedAnswer(QueueDefinition queue, BrowsedMessages found) implements Answer {

  @Override
  public void writeFields(JsonWriter json) throws IOException {
    json.writeStringField("kafkaTopic", queue.kafkaTopic());
    json.writeNumberField("partitions", queue.partitions());
    json.writeNumberField("logTimeMs", found.nowMs());
    json.writeNumberField("bytesRead", found.bytesRead());
    json.writeStringField("end", found.end().name().toLowerCase(Locale.ROOT));
    if (found.next().isPresent()) {
      json.writeStringField("nextPosition", PositionMark.of(queue).behind(found.next().get()));
    }
    json.writeArrayFieldStart("messages");
    for (BrowsedMessage message : found.messages()) {
      json.writeStartObject();
      write(message, json);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(BrowsedMessage message, JsonWriter json) throws IOException {
    MessageStatus status = message.status();
    json.writeStringField("msgId", message.id().toString());
    json.writeNumberField("partition", message.id().partition());
    json.writeNumberField("offset", message.id().offset());
    json.writeStringField("state", status.state().name().toLowerCase(Locale.ROOT));
    json.writeNumberField("enqueueTime", UnixTime.seconds(message.appendedMs()));
    json.writeNumberField("enqueueTimeMs", message.appendedMs());
    MessageFields.writeReceives(status, json);
    if (status.state() == MessageState.DELETED) {
      json.writeBooleanField("rewindable", message.rewindable());
    }
    json.writeNumberField("size", message.size());
    json.writeBooleanField("bodyIsWhole", message.body().length == message.size());
    json.writeBooleanField("headersAreWhole", message.headersAreWhole());
    writeHeaders(message, json);
    json.writeBody(
        message.body().length == message.size() ? message.body() : wholeChars(message.body()));
  }

  private static void writeHeaders(BrowsedMessage message, JsonWriter json) throws IOException {
    json.writeArrayFieldStart("headers");
    for (BrowsedMessage.Header header : message.headers()) {
      json.writeStartObject();
      json.writeStringField("key", header.key());
      if (header.value() != null) {
        json.writeStringField("value", new String(header.value(), StandardCharsets.UTF_8));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Without the piece of a character at its end, if that is what it was cut through. */
  private static byte[] wholeChars(byte[] cut) {
    int lead = cut.length - 1;
    while (lead > 0 && lead > cut.length - 4 && (cut[lead] & 0xC0) == 0x80) {
      lead--;
    }
    return lead >= 0 && isCut(cut, lead) ? Arrays.copyOf(cut, lead) : cut;
  }

  private static boolean isCut(byte[] cut, int lead) {
    int first = cut[lead] & 0xFF;
    int length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
    return lead + length > cut.length;
  }
}
