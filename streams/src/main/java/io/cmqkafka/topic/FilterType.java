package io.cmqkafka.topic;

/** How the subscriptions of a topic choose; fixed when the topic is created. */
public enum FilterType {
  /** By tags: CMQ's filterType 1, and what a topic has that names none. */
  TAG(1),
  /** By routing key and binding keys: CMQ's filterType 2. */
  ROUTING(2);

  private final int number;

  FilterType(int number) {
    this.number = number;
  }

  /** CMQ's number for it. */
  public int number() {
    return number;
  }
}
