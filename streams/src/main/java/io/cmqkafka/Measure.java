package io.cmqkafka;

import java.util.Locale;

/** What is told of queues, topics and subscriptions over time. */
public enum Measure {
  /** Messages that could be received at the end of the period. */
  VISIBLE(false),
  /** Likewise those received and neither deleted nor visible again. */
  INVISIBLE(false),
  /** Likewise those whose delay had not ended. */
  DELAYED(false),
  /** Likewise those deleted and still inside the rewind window. */
  REWINDABLE(false),
  /** When the oldest visible message was appended, epoch ms; 0 when there was none. */
  OLDEST_VISIBLE(false),
  /** Messages that came into the queue in the period, whoever wrote them. */
  SENT(true),
  /** Messages that clients were given. */
  RECEIVED(true),
  /** Receives that were answered "no message". */
  EMPTY_RECEIVES(true),
  /** Messages that clients deleted by their handles. */
  DELETED(true),
  /** Dead letters that were moved to the queue's dead-letter queue. */
  DEAD_LETTERS(true),
  /** Messages that clients published to the topic. */
  PUBLISHED(true),
  /**
   * Pushes of the subscription that its endpoint took; copies that its queue or Kafka topic has. Of
   * a topic, those of all the subscriptions that it had then. So are failed ones.
   */
  PUSHED(true),
  /** Pushes that failed; copies that were dropped, or not made because the queue was deleted. */
  FAILED_PUSHES(true);

  /** Stands for a number that is not known. Counts are always known. */
  public static final long UNKNOWN = -1;

  private final boolean isCount;
  private final String label;

  Measure(boolean isCount) {
    this.isCount = isCount;
    String[] words = name().toLowerCase(Locale.ROOT).split("_");
    this.label =
        words.length == 1
            ? words[0]
            : words[0] + words[1].substring(0, 1).toUpperCase(Locale.ROOT) + words[1].substring(1);
  }

  /** Whether it counts what happened in the period; otherwise it is so at the period's end. */
  public boolean isCount() {
    return isCount;
  }

  /** Its name in {@code cmq.numbers}, such as {@code oldestVisible}. */
  public String label() {
    return label;
  }
}
