package io.cmqkafka.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.facade.fuzz.Claim;
import io.cmqkafka.facade.fuzz.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * A routing key in the first line, a subscription's binding keys in each of the others, separated
 * by commas; and the same as tags. Chosen is who is chosen by the plain rules.
 */
public final class FilterTarget implements Target {
  /** More than actions and headers let through; the plain rules are slow. */
  private static final int MAX_CHARACTERS = 200;

  @Override
  public void run(byte[] input) {
    String text = new String(input, UTF_8);
    List<String> lines =
        List.of(text.substring(0, Math.min(MAX_CHARACTERS, text.length())).split("\n", -1));
    String key = lines.get(0);
    List<Filter> subscriptions = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> labels = line.isEmpty() ? List.of() : List.of(line.split(",", -1));
      subscriptions.add(new Filter(labels, labels));
    }
    List<String> tags = List.of(key.split("\\.", -1));
    Labels labels = new Labels(tags, key);
    Claim.same(
        subscriptions.stream()
            .filter(one -> one.bindingKeys().stream().anyMatch(bound -> chooses(bound, key)))
            .toList(),
        Matcher.of(FilterType.ROUTING, subscriptions, filter -> filter).matching(labels),
        "whom " + key + " is for");
    Claim.same(
        subscriptions.stream()
            .filter(one -> one.tags().isEmpty() || one.tags().stream().anyMatch(tags::contains))
            .toList(),
        Matcher.of(FilterType.TAG, subscriptions, filter -> filter).matching(labels),
        "whom " + tags + " are for");
  }

  private static boolean chooses(String bindingKey, String routingKey) {
    String[] pattern = words(bindingKey);
    String[] words = words(routingKey);
    boolean[] reached = new boolean[words.length + 1];
    reached[0] = true;
    for (String one : pattern) {
      boolean[] next = new boolean[words.length + 1];
      for (int i = 0; i <= words.length; i++) {
        if (one.equals("#")) {
          next[i] = reached[i] || i > 0 && next[i - 1];
        } else if (i > 0) {
          boolean fits = one.equals("*") ? !words[i - 1].isEmpty() : one.equals(words[i - 1]);
          next[i] = reached[i - 1] && fits;
        }
      }
      reached = next;
    }
    return reached[words.length];
  }

  private static String[] words(String key) {
    return key.isEmpty() ? new String[0] : key.split("\\.", -1);
  }
}
