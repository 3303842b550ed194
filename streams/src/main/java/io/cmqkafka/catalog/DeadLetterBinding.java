package io.cmqkafka.catalog;

import java.util.Objects;

/**
 * A dead-letter policy as it is asked for.
 *
 * @param queueName the queue that dead messages are to go to; case matters
 */
public record DeadLetterBinding(String queueName, DeadLetterLimit limit) {
  public DeadLetterBinding {
    Objects.requireNonNull(queueName);
    Objects.requireNonNull(limit);
  }
}
