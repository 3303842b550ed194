package io.cmqkafka.facade.action;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cmqkafka.Measure;
import io.cmqkafka.Numbers;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.Params;
import java.io.IOException;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A question for numbers over time.
 *
 * @param names of the queues, topics or subscriptions that it is about
 * @param fields which numbers
 */
record NumbersRequest(Numbers.Span span, List<String> names, List<NumberField> fields) {
  /** How many queues, topics or subscriptions one request may be about. */
  private static final int MAX_NAMES = 50;

  /**
   * @param name of the parameter that names them
   * @param known the numbers there are; all of them unless told
   */
  static NumbersRequest read(Params params, String name, List<NumberField> known) {
    int period = params.integer("period", 10, 300).orElse(10);
    if (period != 10 && period != 300) {
      throw new CmqException(CmqError.OUT_OF_RANGE, "period");
    }
    List<String> wanted = params.texts("number");
    List<NumberField> fields =
        known.stream().filter(field -> wanted.isEmpty() || wanted.contains(field.name())).toList();
    if (!wanted.isEmpty() && fields.size() < wanted.stream().distinct().count()) {
      throw new CmqException(CmqError.OUT_OF_RANGE, "number");
    }
    return new NumbersRequest(
        period == 10 ? Numbers.Span.HOUR : Numbers.Span.DAY,
        params.indexed(name, MAX_NAMES).stream().distinct().toList(),
        fields);
  }

  /**
   * What is known of those that the client may ask about.
   *
   * @param array the answer's field
   * @param points see {@link Numbers}
   * @param head what is told of each beside its numbers
   */
  <T> Answer answer(
      Numbers numbers,
      List<T> subjects,
      String array,
      BiFunction<T, Numbers.Window, long[][]> points,
      Page.Fields<T> head) {
    Numbers.Window window = numbers.window(span);
    List<long[][]> known = subjects.stream().map(one -> points.apply(one, window)).toList();
    long firstEndMs = window.firstMs() + span.periodMs();
    return json -> {
      json.writeNumberField("period", span.periodMs() / 1_000);
      json.writeNumberField("since", UnixTime.seconds(window.sinceMs()));
      json.writeNumberField("firstTime", UnixTime.seconds(firstEndMs));
      json.writeArrayFieldStart(array);
      for (int i = 0; i < known.size(); i++) {
        json.writeStartObject();
        head.write(subjects.get(i), json);
        for (NumberField field : fields) {
          write(field, known.get(i), firstEndMs, json);
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    };
  }

  private void write(NumberField field, long[][] points, long firstEndMs, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(field.name());
    for (int i = 0; i < points.length; i++) {
      long number =
          points[i] == null
              ? Measure.UNKNOWN
              : field.value().of(points[i], firstEndMs + i * span.periodMs());
      if (number == Measure.UNKNOWN) {
        json.writeNull();
      } else {
        json.writeNumber(number);
      }
    }
    json.writeEndArray();
  }
}
