package io.cmqkafka.facade.auth;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One line of rights: some actions on the queues or topics of some names.
 *
 * <pre>
 *   WHAT[, WHAT...] [on queues|topics NAME[, NAME...]]
 * </pre>
 *
 * @param actions their names
 * @param names empty for every name
 */
record Rule(Set<String> actions, List<NamePattern> names) {

  /**
   * @throws IllegalArgumentException saying what cannot be understood
   */
  static Rule parse(String text) {
    if (text.indexOf('=') >= 0) {
      // It may be a misplaced key, so it is not quoted.
      throw new IllegalArgumentException("a rule has no '='");
    }
    String words = text.strip().replaceAll("\\s+", " ");
    int on = (words + " ").indexOf(" on ");
    if (on < 0) {
      return new Rule(actions(words, null), List.of());
    }
    String where = words.substring(Math.min(words.length(), on + 4));
    int blank = where.indexOf(' ');
    if (blank < 0) {
      throw new IllegalArgumentException("after 'on' come 'queues' or 'topics' and their names");
    }
    Kind kind = kind(where.substring(0, blank));
    return new Rule(
        actions(words.substring(0, on), kind),
        list(where.substring(blank + 1)).stream().map(NamePattern::new).toList());
  }

  boolean allows(String action, String name) {
    return actions.contains(action)
        && (names.isEmpty() || names.stream().anyMatch(pattern -> pattern.matches(name)));
  }

  private static Kind kind(String word) {
    return switch (word) {
      case "queue", "queues" -> Kind.QUEUE;
      case "topic", "topics" -> Kind.TOPIC;
      default ->
          throw new IllegalArgumentException(Shown.of(word) + " is neither 'queues' nor 'topics'");
    };
  }

  /**
   * @param kind null for actions on either
   */
  private static Set<String> actions(String text, Kind kind) {
    Set<String> actions = new HashSet<>();
    for (String word : list(text)) {
      List<KnownAction> meant =
          KnownAction.all().stream().filter(action -> means(word, action)).toList();
      if (meant.isEmpty()) {
        throw new IllegalArgumentException(
            Shown.of(word)
                + " is neither an action nor one of all, read-only, browse, send, receive, publish,"
                + " admin");
      }
      List<String> fitting =
          meant.stream()
              .filter(action -> kind == null || action.kind() == kind)
              .map(KnownAction::name)
              .toList();
      if (fitting.isEmpty()) {
        throw new IllegalArgumentException(Shown.of(word) + " is not done on " + kind.word());
      }
      actions.addAll(fitting);
    }
    return Set.copyOf(actions);
  }

  private static boolean means(String word, KnownAction action) {
    return word.equals(Group.ALL)
        || word.equals(action.group().word())
        || word.equalsIgnoreCase(action.name());
  }

  private static List<String> list(String text) {
    List<String> entries = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    if (entries.contains("")) {
      throw new IllegalArgumentException("a list has an empty entry");
    }
    return entries;
  }
}
