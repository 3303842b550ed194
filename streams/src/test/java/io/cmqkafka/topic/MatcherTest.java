package io.cmqkafka.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatcherTest {
  private static final int ROUNDS = 20_000;

  private final Map<String, Filter> filters = new LinkedHashMap<>();

  @Test
  void withoutTagsASubscriptionTakesEverything() {
    tags("all");
    assertThat(byTags("a")).containsExactly("all");
    assertThat(byTags()).containsExactly("all");
  }

  @Test
  void withTagsASubscriptionTakesWhatHasOneOfThem() {
    tags("ab", "a", "b");
    tags("c", "c");
    assertThat(byTags()).isEmpty();
    assertThat(byTags("b", "x")).containsExactly("ab");
    assertThat(byTags("x", "c", "b")).containsExactly("ab", "c");
    assertThat(byTags("A", "a ")).isEmpty();
  }

  @Test
  void eachSubscriptionIsChosenOnce_inTheOrderGiven() {
    tags("z", "a", "b", "a");
    tags("y");
    tags("x", "b");
    assertThat(byTags("b", "a", "b")).containsExactly("z", "y", "x");
    bindings("k", "a.b", "#", "*.*");
    assertThat(byKey("a.b")).containsExactly("k");
  }

  @Test
  void onATagTopicBindingKeysMeanNothing_andOnARoutingTopicTags() {
    bindings("bound", "x");
    tags("tagged", "t");
    assertThat(matcher(FilterType.TAG).matching(new Labels(List.of(), "y")))
        .containsExactly("bound");
    assertThat(matcher(FilterType.ROUTING).matching(new Labels(List.of("t"), "x")))
        .containsExactly("bound");
  }

  @Test
  void withoutBindingKeysNothingIsChosen() {
    bindings("none");
    assertThat(byKey("a")).isEmpty();
    assertThat(byKey("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          1.#.0,       1.0,               true
          1.#.0,       1.2.3.4.4.2.2.0,   true
          1.#.0,       1.2,               false
          1.*.0,       1.2.0,             true
          1.*.0,       1.0,               false
          1.*.0,       1.2.3.0,           false
          1.*.0,       1..0,              false
          1.#.0,       1..0,              true
          '#',         a,                 true
          '#',         a.b.c,             true
          '#',         '',                true
          '#.#',       '',                true
          *,           '',                false
          '#.*',       '',                false
          *.#,         '',                false
          '',          '',                true
          '',          a,                 false
          *,           a,                 true
          *,           a.b,               false
          *,           .,                 false
          '#',         .,                 true
          .,           .,                 true
          '#.',        a.,                true
          '#.',        '',                false
          a.#,         a,                 true
          '#.a',       a,                 true
          '#.a',       b.a.a,             true
          '#.a',       a.b,               false
          a.b,         a.b,               true
          a.b,         A.b,               false
          a.b,         a.b.,              false
          a*,          ab,                false
          a*,          a*,                true
          *,           *,                 true
          a,           *,                 false
          a,           #,                 false
          '#.*.#',     a,                 true
          '#.*.#.*',   a,                 false
          '#.a.#.b.#', x.a.x.x.b,         true
          '#.a.#.b.#', x.b.x.x.a,         false
          """)
  void routing(String bindingKey, String routingKey, boolean chosen) {
    bindings("it", bindingKey);
    assertThat(byKey(routingKey)).hasSize(chosen ? 1 : 0);
    assertThat(matchesByDefinition(words(bindingKey), words(routingKey))).isEqualTo(chosen);
  }

  @Test
  void isEmptyWithoutSubscribers() {
    assertThat(matcher(FilterType.TAG).isEmpty()).isTrue();
    assertThat(matcher(FilterType.TAG).matching(Labels.NONE)).isEmpty();
    bindings("none");
    assertThat(matcher(FilterType.ROUTING).isEmpty()).isFalse();
  }

  @Test
  void choosesByRoutingKeyWhatTheDefinitionChooses() {
    Random random = new Random(17);
    int chosen = 0;
    for (int round = 0; round < ROUNDS; round++) {
      filters.clear();
      int subscribers = 1 + random.nextInt(6);
      for (int s = 0; s < subscribers; s++) {
        bindings("s" + s, keys(random, random.nextInt(4)));
      }
      String routingKey = key(random);
      List<String> expected =
          filters.entrySet().stream()
              .filter(one -> isChosenByDefinition(one.getValue(), routingKey))
              .map(Map.Entry::getKey)
              .toList();
      assertThat(byKey(routingKey))
          .as(() -> "seed 17: " + filters + " for " + routingKey)
          .isEqualTo(expected);
      chosen += expected.size();
    }
    assertThat(chosen).isBetween(ROUNDS / 10, 5 * ROUNDS);
  }

  @Test
  void choosesByTagWhatTheDefinitionChooses() {
    Random random = new Random(18);
    for (int round = 0; round < ROUNDS; round++) {
      filters.clear();
      int subscribers = random.nextInt(6);
      for (int s = 0; s < subscribers; s++) {
        tags("s" + s, someTags(random));
      }
      String[] published = someTags(random);
      List<String> expected =
          filters.entrySet().stream()
              .filter(
                  one ->
                      one.getValue().tags().isEmpty()
                          || one.getValue().tags().stream().anyMatch(List.of(published)::contains))
              .map(Map.Entry::getKey)
              .toList();
      assertThat(byTags(published))
          .as(() -> "seed 18: " + filters + " for " + List.of(published))
          .isEqualTo(expected);
    }
  }

  private static boolean isChosenByDefinition(Filter filter, String routingKey) {
    return filter.bindingKeys().stream()
        .anyMatch(key -> matchesByDefinition(words(key), words(routingKey)));
  }

  /** Tries every number of words that a {@code #} can stand for. */
  private static boolean matchesByDefinition(List<String> pattern, List<String> words) {
    if (pattern.isEmpty()) {
      return words.isEmpty();
    }
    List<String> rest = pattern.subList(1, pattern.size());
    if (pattern.get(0).equals("#")) {
      return IntStream.rangeClosed(0, words.size())
          .anyMatch(taken -> matchesByDefinition(rest, words.subList(taken, words.size())));
    }
    return !words.isEmpty()
        && (pattern.get(0).equals("*")
            ? !words.get(0).isEmpty()
            : pattern.get(0).equals(words.get(0)))
        && matchesByDefinition(rest, words.subList(1, words.size()));
  }

  private static List<String> words(String key) {
    List<String> words = new ArrayList<>();
    if (!key.isEmpty()) {
      int from = 0;
      for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', from)) {
        words.add(key.substring(from, dot));
        from = dot + 1;
      }
      words.add(key.substring(from));
    }
    return words;
  }

  private static String[] keys(Random random, int count) {
    return IntStream.range(0, count).mapToObj(i -> key(random)).toArray(String[]::new);
  }

  private static String key(Random random) {
    List<String> words = new ArrayList<>();
    for (int length = random.nextInt(6); length > 0; length--) {
      words.add(List.of("a", "b", "", "*", "#", "#", "ab").get(random.nextInt(7)));
    }
    return String.join(".", words);
  }

  private static String[] someTags(Random random) {
    return IntStream.range(0, random.nextInt(4))
        .mapToObj(i -> List.of("a", "b", "c", "d").get(random.nextInt(4)))
        .toArray(String[]::new);
  }

  private void tags(String name, String... tags) {
    filters.put(name, new Filter(List.of(tags), List.of()));
  }

  private void bindings(String name, String... keys) {
    filters.put(name, new Filter(List.of(), List.of(keys)));
  }

  private List<String> byTags(String... tags) {
    return matcher(FilterType.TAG).matching(new Labels(List.of(tags), ""));
  }

  private List<String> byKey(String routingKey) {
    return matcher(FilterType.ROUTING).matching(new Labels(List.of(), routingKey));
  }

  private Matcher<String> matcher(FilterType type) {
    return Matcher.of(type, List.copyOf(filters.keySet()), filters::get);
  }
}
