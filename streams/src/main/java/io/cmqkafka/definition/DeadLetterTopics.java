package io.cmqkafka.definition;

import io.cmqkafka.body.QueueTopics;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.view.CatalogView;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Looks at the Kafka topic of a queue before it becomes a dead-letter queue: the operator's may be
 * one that takes no dead letters. Its settings may change later.
 */
final class DeadLetterTopics {
  private final QueueTopics topics;
  private final CatalogView catalog;

  DeadLetterTopics(QueueTopics topics, CatalogView catalog) {
    this.topics = topics;
    this.catalog = catalog;
  }

  /**
   * Refused as DEAD_LETTER_QUEUE_UNSUITABLE when the queue's topic would refuse letters; a queue
   * that is not there, and a topic of which Kafka does not tell, is others' business.
   *
   * @param queueName null for none
   * @param maxMsgSize of what may die, bytes
   */
  CompletableFuture<Void> check(String queueName, int maxMsgSize) {
    Optional<QueueDefinition> bound =
        Optional.ofNullable(queueName).flatMap(catalog::queue).filter(QueueDefinition::bound);
    return bound.isEmpty()
        ? CompletableFuture.completedFuture(null)
        : topics
            .takes(bound.get().kafkaTopic(), maxMsgSize)
            .thenAccept(
                takes -> {
                  if (!takes) {
                    throw new RefusedException(Refusal.DEAD_LETTER_QUEUE_UNSUITABLE);
                  }
                });
  }
}
