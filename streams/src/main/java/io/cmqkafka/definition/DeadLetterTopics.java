package io.cmqkafka.definition;

import io.cmqkafka.body.QueueTopics;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.view.CatalogView;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Looks at the Kafka topic of a queue before the queue becomes a dead-letter queue: a topic of the
 * operator's may refuse dead letters. Its settings may change later.
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
   * that does not exist, and a topic of which Kafka says nothing, are not judged here.
   *
   * @param queueName null for none
   * @param maxMsgSize the largest message that may die, bytes
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
