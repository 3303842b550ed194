package io.cmqkafka.facade.settings;

/** Text for a terminal of 80 columns, the narrowest that is common. */
public final class Wrapped {
  public static final int COLUMNS = 80;

  private Wrapped() {}

  /**
   * The words of {@code text} in lines that begin with so many blanks, each with its end. A word
   * that is longer than a line has a line of its own.
   */
  static String lines(int indent, String text) {
    String margin = " ".repeat(indent);
    StringBuilder all = new StringBuilder();
    int column = 0;
    for (String word : text.split(" ")) {
      if (column > 0 && column + 1 + word.length() <= COLUMNS) {
        all.append(' ').append(word);
        column += 1 + word.length();
      } else {
        all.append(column > 0 ? System.lineSeparator() : "").append(margin).append(word);
        column = indent + word.length();
      }
    }
    return all.append(System.lineSeparator()).toString();
  }
}
