package io.cmqkafka;

import io.cmqkafka.queue.PushFailure;

/**
 * How far a subscription's messages have come.
 *
 * @param waiting how many still wait to be delivered, approximately
 * @param lastPushFailure null when the process that pushes for it remembers none
 */
public record SubscriptionState(long waiting, PushFailure lastPushFailure) {
  /** Of queues and Kafka topics, which are given their copies at once. */
  public static final SubscriptionState NOTHING_WAITS = new SubscriptionState(0, null);
}
