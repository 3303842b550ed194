package io.cmqkafka;

import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;

/**
 * Numbers over time of the cluster's queues, topics and subscriptions, as far as this process has
 * followed them. Thread-safe; answers from memory.
 */
public interface Numbers {

  /** How far back, and how closely. */
  enum Span {
    /** The last hour, every 10 s. */
    HOUR(10_000, 360),
    /** The last day, every 5 minutes. */
    DAY(300_000, 288);

    private final long periodMs;
    private final int periods;

    Span(long periodMs, int periods) {
      this.periodMs = periodMs;
      this.periods = periods;
    }

    public long periodMs() {
      return periodMs;
    }

    /** How many periods are remembered at most. */
    public int periods() {
      return periods;
    }
  }

  /**
   * Some periods, one after the other.
   *
   * @param firstMs when the first of them began, epoch ms
   * @param periods how many there are, perhaps none
   * @param sinceMs when this process began to follow numbers, epoch ms
   */
  record Window(Span span, long firstMs, int periods, long sinceMs) {}

  /** The periods that can be told of now. */
  Window window(Span span);

  /**
   * For each period of the window the numbers by {@link Measure#ordinal}, or null when they are not
   * known. The arrays must not be changed.
   */
  long[][] of(QueueDefinition queue, Window window);

  /** Likewise, of publishes, and of pushes and copies for all its subscriptions together. */
  long[][] of(TopicDefinition topic, Window window);

  /**
   * Likewise, of messages that wait to be pushed and of pushes. A subscription of a queue or of a
   * Kafka topic gets its copies at once: none waits, and each copy is told of as a push is.
   */
  long[][] of(SubscriptionDefinition subscription, Window window);
}
