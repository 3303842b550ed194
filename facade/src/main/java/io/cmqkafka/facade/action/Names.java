package io.cmqkafka.facade.action;

import java.util.regex.Pattern;

/** What names may look like. */
final class Names {

  /** The documents name no underscore, but clients use it and the service took it. */
  private static final Pattern CMQ = Pattern.compile("[a-zA-Z][a-zA-Z0-9_-]{0,63}");

  /** Kafka's own rule for a topic's name. */
  private static final Pattern KAFKA_TOPIC = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");

  private Names() {}

  /** Whether a queue, a topic or a subscription may have this name. */
  static boolean isWellFormed(String name) {
    return CMQ.matcher(name).matches();
  }

  static boolean isKafkaTopic(String name) {
    return KAFKA_TOPIC.matcher(name).matches();
  }
}
