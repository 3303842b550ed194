package io.cmqkafka.config;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What (CMQ) topics may be.
 *
 * @param maxTopics in the cluster
 * @param maxSubscriptions of one topic
 * @param endpointTopics which existing Kafka topics subscriptions may write to; empty for none
 * @param rateLimit messages a second that clients may publish to one topic by this process; beyond
 *     it they are refused as OVERLOADED; 0 for no limit
 */
public record TopicBounds(
    int maxTopics, int maxSubscriptions, Optional<Pattern> endpointTopics, int rateLimit) {

  public boolean mayWriteTo(String kafkaTopic) {
    return endpointTopics.filter(pattern -> pattern.matcher(kafkaTopic).matches()).isPresent();
  }
}
