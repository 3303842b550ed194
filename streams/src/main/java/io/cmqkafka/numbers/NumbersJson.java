package io.cmqkafka.numbers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cmqkafka.Measure;
import io.cmqkafka.malformed.MalformedRecordException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * The text form of a record of {@code cmq.numbers}. Zeros are left out, and unknown names are
 * ignored.
 *
 * <pre>
 * {"time":1795396830000,"process":"87f841799522","commandsPartition":0,"position":17,"part":0,"parts":1,
 *  "numbers":{"queue-j44gqj6r":{"visible":3,"oldestVisible":1795396821544}}}
 * {"time":1795396830000,"process":"87f841799522","numbers":{"queue-j44gqj6r":{"sent":3}}}
 * </pre>
 */
final class NumbersJson {
  private static final Measure[] MEASURES = Measure.values();
  private static final JsonFactory JSON = new JsonFactory();
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MAX_PARTS = 1_000_000;

  private NumbersJson() {}

  static byte[] encode(Told told) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("time", Slot.endMs(told.slot()));
      json.writeStringField("process", told.process());
      if (told.look() != null) {
        json.writeNumberField("commandsPartition", told.look().commandsPartition());
        json.writeNumberField("position", told.look().position());
        json.writeNumberField("part", told.look().part());
        json.writeNumberField("parts", told.look().parts());
      }
      json.writeObjectFieldStart("numbers");
      for (Map.Entry<String, long[]> one : told.numbers().entrySet()) {
        json.writeObjectFieldStart(one.getKey());
        for (Measure measure : MEASURES) {
          if (one.getValue()[measure.ordinal()] != 0) {
            json.writeNumberField(measure.label(), one.getValue()[measure.ordinal()]);
          }
        }
        json.writeEndObject();
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Told decode(byte[] value) throws MalformedRecordException {
    try {
      JsonNode json = MAPPER.readTree(value);
      Map<String, long[]> numbers = new HashMap<>();
      for (Iterator<Map.Entry<String, JsonNode>> all = json.required("numbers").fields();
          all.hasNext(); ) {
        Map.Entry<String, JsonNode> one = all.next();
        long[] point = Point.zeros();
        for (Measure measure : MEASURES) {
          point[measure.ordinal()] =
              Math.max(Measure.UNKNOWN, one.getValue().path(measure.label()).asLong());
        }
        numbers.put(one.getKey(), point);
      }
      return new Told(
          Slot.at(json.required("time").asLong()) - 1,
          json.required("process").asText(),
          json.has("commandsPartition") ? look(json) : null,
          numbers);
    } catch (IOException | IllegalArgumentException | NullPointerException e) {
      throw new MalformedRecordException("no numbers", e);
    }
  }

  private static Told.Look look(JsonNode json) throws MalformedRecordException {
    int parts = json.required("parts").asInt();
    int part = json.required("part").asInt();
    if (part < 0 || part >= parts || parts > MAX_PARTS) {
      throw new MalformedRecordException("no part of " + parts);
    }
    return new Told.Look(
        json.required("commandsPartition").asInt(),
        json.required("position").asLong(),
        part,
        parts);
  }
}
