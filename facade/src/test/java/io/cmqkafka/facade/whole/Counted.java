package io.cmqkafka.facade.whole;

/** What a server counts in one sum, so that tests which look at it run one after the other. */
final class Counted {
  /** Copies of publications, made and dropped; and what holds up those of one topic, of others. */
  static final String COPIES = "copies";

  static final String DEAD_LETTERS = "dead letters";

  /** Those that wait. */
  static final String REQUESTS = "requests";

  private Counted() {}
}
