package io.cmqkafka.facade.auth;

/** Actions that are usually allowed together. Each action is in one of them. */
enum Group {
  /** Looks and changes nothing; sees no message. */
  READ_ONLY("read-only"),
  /** Sees messages, and changes nothing. */
  BROWSE("browse"),
  SEND("send"),
  RECEIVE("receive"),
  PUBLISH("publish"),
  /** Changes what exists. */
  ADMIN("admin");

  /** Stands for every group. */
  static final String ALL = "all";

  private final String word;

  Group(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
