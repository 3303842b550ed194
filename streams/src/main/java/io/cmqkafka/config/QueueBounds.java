package io.cmqkafka.config;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What queues may be.
 *
 * @param maxQueues in the cluster
 * @param bindTopics which existing Kafka topics may be bound to a queue; empty for none
 * @param maxInactive messages in flight per queue partition
 * @param maxDelayed delayed messages per queue
 * @param rateLimit messages a second that clients may send to one queue by this process; beyond it
 *     they are refused as OVERLOADED; 0 for no limit
 */
public record QueueBounds(
    int maxQueues, Optional<Pattern> bindTopics, int maxInactive, int maxDelayed, int rateLimit) {

  public boolean mayBind(String kafkaTopic) {
    return bindTopics.filter(pattern -> pattern.matcher(kafkaTopic).matches()).isPresent();
  }
}
