package io.cmqkafka.facade.action;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Params;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/**
 * The part of a list that a client asks for.
 *
 * @param searchWord part of the name, case matters; empty for all
 * @param offset how many to leave out first
 * @param limit how many to show at most
 */
record Page(String searchWord, long offset, int limit) {

  /** The first twenty unless told. */
  static Page read(Params params, long maxOffset, int maxLimit) {
    return new Page(
        params.optional("searchWord").orElse(""),
        params.number("offset", 0, maxOffset).orElse(0L),
        params.integer("limit", 0, maxLimit).orElse(20));
  }

  /** {@code totalCount} of what the search word finds, and the page as an array of objects. */
  <T> Answer of(List<T> all, Function<T, String> name, String array, Fields<T> fields) {
    List<T> found = all.stream().filter(one -> name.apply(one).contains(searchWord)).toList();
    List<T> page = found.stream().skip(offset).limit(limit).toList();
    return json -> {
      json.writeNumberField("totalCount", found.size());
      json.writeArrayFieldStart(array);
      for (T one : page) {
        json.writeStartObject();
        fields.write(one, json);
        json.writeEndObject();
      }
      json.writeEndArray();
    };
  }

  /** How one element is shown. */
  interface Fields<T> {
    void write(T element, JsonGenerator json) throws IOException;
  }
}
