package io.cmqkafka.facade.auth;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a caller may do: everything, or what any of its rules allows. Immutable. */
public final class Rights {
  public static final Rights ALL = new Rights(true, List.of());
  public static final Rights NONE = new Rights(false, List.of());

  private static final String EVERY_NAME = "*";

  private final boolean all;
  private final List<Rule> rules;

  private Rights(boolean all, List<Rule> rules) {
    this.all = all;
    this.rules = rules;
  }

  /**
   * These rights and those of one more rule; everything stays everything.
   *
   * @param rule {@code WHAT[, WHAT...] [on queues|topics NAME[, NAME...]]}, where WHAT is an action
   *     (in any case of letters) or {@code all}, {@code read-only}, {@code browse}, {@code send},
   *     {@code receive}, {@code publish}, {@code admin}, and {@code *} in a NAME stands for any
   *     characters
   * @throws IllegalArgumentException saying what cannot be understood
   */
  public Rights and(String rule) {
    Rule parsed = Rule.parse(rule);
    if (all) {
      return this;
    }
    List<Rule> more = new ArrayList<>(rules);
    more.add(parsed);
    return new Rights(false, List.copyOf(more));
  }

  /**
   * @param action as CMQ spells it
   * @param name of the queue or topic that it is done to
   */
  public boolean allow(String action, String name) {
    return all || rules.stream().anyMatch(rule -> rule.allows(action, name));
  }

  /** All that comes to, sorted by the actions' names. */
  public List<Allowed> allowed() {
    return KnownAction.all().stream()
        .filter(action -> !action.needsNoRight() && allowSome(action.name()))
        .sorted(Comparator.comparing(KnownAction::name))
        .map(
            action ->
                new Allowed(
                    action.name(), action.group().word(), action.kind().word(), names(action)))
        .toList();
  }

  private List<String> names(KnownAction action) {
    List<Rule> naming =
        rules.stream().filter(rule -> rule.actions().contains(action.name())).toList();
    return all || naming.stream().anyMatch(rule -> rule.names().isEmpty())
        ? List.of(EVERY_NAME)
        : naming.stream()
            .flatMap(rule -> rule.names().stream())
            .map(NamePattern::text)
            .distinct()
            .sorted()
            .toList();
  }

  /** Whether there may be a queue or topic to which it may be done. */
  public boolean allowSome(String action) {
    return all || rules.stream().anyMatch(rule -> rule.actions().contains(action));
  }
}
