package io.cmqkafka.catalog;

import java.util.Objects;

/**
 * A dead-letter policy in force. A queue that is a dead-letter queue cannot be deleted, so its name
 * and its id belong together for as long as the policy lasts.
 *
 * @param queueName the dead-letter queue's name
 * @param queueId the dead-letter queue's id
 */
public record DeadLetterPolicy(String queueName, String queueId, DeadLetterLimit limit) {
  public DeadLetterPolicy {
    Objects.requireNonNull(queueName);
    Objects.requireNonNull(queueId);
    Objects.requireNonNull(limit);
  }
}
