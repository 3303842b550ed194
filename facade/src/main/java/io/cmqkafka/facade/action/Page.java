package io.cmqkafka.facade.action;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Params;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The part of a list that a client asks for.
 *
 * @param searchWord part of the name; empty for all
 * @param ignoresCase whether the word is found in capitals and small letters alike
 * @param offset how many to leave out first
 * @param limit how many to show at most
 */
record Page(String searchWord, boolean ignoresCase, long offset, int limit) {

  /** The first twenty unless told. */
  static Page read(Params params, long maxOffset, int maxLimit) {
    return new Page(
        params.optional("searchWord").orElse(""),
        params.integer("searchIgnoresCase", 0, 1).orElse(0) == 1,
        params.number("offset", 0, maxOffset).orElse(0L),
        params.integer("limit", 0, maxLimit).orElse(20));
  }

  /** {@code totalCount} of what the search word finds, and the page as an array of objects. */
  <T> Answer of(List<T> all, Function<T, String> name, String array, Fields<T> fields) {
    List<T> found = all.stream().filter(one -> isFound(name.apply(one))).toList();
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

  private boolean isFound(String name) {
    return ignoresCase
        ? name.toLowerCase(Locale.ROOT).contains(searchWord.toLowerCase(Locale.ROOT))
        : name.contains(searchWord);
  }

  /** How one element is shown. */
  interface Fields<T> {
    void write(T element, JsonGenerator json) throws IOException;
  }
}
