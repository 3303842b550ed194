package io.cmqkafka;

import io.cmqkafka.queue.LastPushes;

/**
 * How far a subscription's messages have come.
 *
 * @param isEndpointGone whether its queue does not exist, or its Kafka topic is gone or may not be
 *     written to; false where Kafka does not say, and for a URL
 * @param waiting how many still wait to be delivered, approximately
 * @param lastPushes as the process remembers them that pushes for it
 */
public record SubscriptionState(boolean isEndpointGone, long waiting, LastPushes lastPushes) {

  /** Of a queue or a Kafka topic, which is given its copies at once. */
  public static SubscriptionState ofCopies(boolean isEndpointGone) {
    return new SubscriptionState(isEndpointGone, 0, LastPushes.NONE);
  }
}
