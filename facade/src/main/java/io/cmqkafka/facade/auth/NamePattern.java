package io.cmqkafka.facade.auth;

import java.util.regex.Pattern;

/**
 * A name of queues or topics in which {@code *} stands for any characters, none included. Case
 * matters.
 */
record NamePattern(String text) {
  private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9_*-]{1,128}");

  /** Of no queue or topic; a client may send anything as a name. */
  private static final int LONGER_THAN_A_NAME = 65;

  /**
   * @throws IllegalArgumentException for what can match no name
   */
  NamePattern {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          Shown.of(text) + " is not a name of letters, digits, '_', '-' and '*'");
    }
  }

  /** Takes at most the product of the two lengths in steps. */
  boolean matches(String name) {
    if (name.length() >= LONGER_THAN_A_NAME) {
      return false;
    }
    int n = 0;
    int t = 0;
    int star = -1;
    int afterStar = 0;
    while (n < name.length()) {
      if (t < text.length() && text.charAt(t) == '*') {
        star = t++;
        afterStar = n;
      } else if (t < text.length() && text.charAt(t) == name.charAt(n)) {
        t++;
        n++;
      } else if (star >= 0) {
        // The last star takes one character more.
        t = star + 1;
        n = ++afterStar;
      } else {
        return false;
      }
    }
    while (t < text.length() && text.charAt(t) == '*') {
      t++;
    }
    return t == text.length();
  }
}
