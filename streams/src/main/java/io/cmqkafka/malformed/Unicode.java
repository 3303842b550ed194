package io.cmqkafka.malformed;

/** Finds half surrogate pairs, which JSON can express by escapes and UTF-8 cannot. */
public final class Unicode {
  private Unicode() {}

  /** Whether the text has no half of a surrogate pair, so that UTF-8 keeps it as it is. */
  public static boolean isWhole(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        i++;
        if (i == text.length() || !Character.isSurrogatePair(c, text.charAt(i))) {
          return false;
        }
      }
    }
    return true;
  }
}
