package io.cmqkafka.facade.auth;

/** A word of an operator's as an error may quote it: short and in one line. */
final class Shown {
  private static final int MAX = 40;

  private Shown() {}

  static String of(String text) {
    String visible = text.replaceAll("[^\\x20-\\x7e]", "?");
    return "'" + (visible.length() > MAX ? visible.substring(0, MAX) + "..." : visible) + "'";
  }
}
