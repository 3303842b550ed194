package io.cmqkafka.facade.settings;

import java.util.Locale;

/**
 * One setting of the server.
 *
 * @param key its name in the configuration file
 * @param embedded its default with the embedded broker; null for none
 * @param cluster its default with a cluster of its own; null for none
 * @param about one sentence for the operator
 */
record Setting<T>(String key, Format<T> format, String embedded, String cluster, String about) {

  String environmentVariable() {
    return "CMQ_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  /** Kept off the command line, where every user of the machine could read it. */
  boolean isSecret() {
    return key.equals("secret.id") || key.equals("secret.key");
  }

  String describe() {
    return Wrapped.lines(2, key + " (" + environmentVariable() + ")")
        + Wrapped.lines(6, about)
        + Wrapped.lines(6, capitalized(format.range()) + "; default: " + defaults());
  }

  private String defaults() {
    if (embedded == null) {
      return "none";
    }
    return embedded.equals(cluster)
        ? embedded
        : cluster + " with a cluster, " + embedded + " with the embedded broker";
  }

  private static String capitalized(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
