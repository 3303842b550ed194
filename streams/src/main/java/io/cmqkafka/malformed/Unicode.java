package io.cmqkafka.malformed;

/** What JSON can say by its escapes and UTF-8 cannot: half a surrogate pair. */
public final class Unicode {
  private Unicode() {}

  /** Whether the text is still the same when it was written as UTF-8. */
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
