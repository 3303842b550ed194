package io.cmqkafka.facade.fuzz;

import java.util.Objects;

/** What a target promises; quicker than assertions that explain themselves. */
public final class Claim {
  private Claim() {}

  public static void that(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  public static void same(Object expected, Object actual, String what) {
    if (!Objects.equals(expected, actual)) {
      throw new AssertionError(what + ": " + expected + " became " + actual);
    }
  }

  /** That the text may stand in a log, an answer or a header: short, one line, nothing hidden. */
  public static void isOneLine(String text) {
    that(text != null && text.length() < 600, "a message that is too long, or none");
    that(text.chars().noneMatch(Character::isISOControl), "control characters in: " + text);
  }
}
