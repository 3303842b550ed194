package io.cmqkafka.facade.auth;

/** What an action is about. */
enum Kind {
  QUEUE("queues"),
  TOPIC("topics"),
  CLUSTER("cluster"),
  /** What the caller knows of itself anyway, which needs no right. */
  CALLER("caller");

  private final String word;

  Kind(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
