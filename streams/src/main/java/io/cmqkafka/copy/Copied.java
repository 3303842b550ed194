package io.cmqkafka.copy;

/**
 * The record at an offset is a copy of a numbered item of a source.
 *
 * @param source the source's name, see {@link #isName}
 * @param number the item's number at its source; a source's numbers grow, with gaps
 * @param previous number of the item that the copy's writer had sent to this queue partition just
 *     before, -1 when the writer has just begun, and everything before is known to be written
 */
public record Copied(long offset, String source, long number, long previous) {
  /** The most characters of a name, so that a whole poll's copies fit into one command. */
  public static final int MAX_NAME = 100;

  public Copied {
    if (!isName(source) || number < 0 || previous < -1 || previous >= number) {
      throw new IllegalArgumentException("no copy of a numbered item");
    }
  }

  /** Whether a source may be called so: 1 to {@value #MAX_NAME} visible ASCII characters. */
  public static boolean isName(String source) {
    return source != null
        && !source.isEmpty()
        && source.length() <= MAX_NAME
        && source.chars().allMatch(c -> c > ' ' && c <= '~');
  }
}
