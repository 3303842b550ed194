package io.cmqkafka.deadletter;

import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.view.CatalogView;
import java.util.Optional;

/**
 * The way of a queue's dead letters, or of messages that leave it for another queue.
 *
 * @param to the dead-letter queue, or that other queue; null while there is none
 */
record DeadLetterRoute(QueueDefinition from, QueueDefinition to) {

  /**
   * As the catalog has it now; empty when there is no queue of this id.
   *
   * @param target id of the queue to go to; null for the dead-letter queue
   */
  static Optional<DeadLetterRoute> of(CatalogView catalog, String queueId, String target) {
    return target == null
        ? catalog.holderOf(queueId).flatMap(holder -> of(catalog, holder))
        : catalog
            .storedQueue(queueId)
            .map(from -> new DeadLetterRoute(from, catalog.storedQueue(target).orElse(null)));
  }

  private static Optional<DeadLetterRoute> of(CatalogView catalog, CatalogEntry holder) {
    if (holder instanceof QueueDefinition queue) {
      return Optional.of(new DeadLetterRoute(queue, deadLetterQueueOf(catalog, queue)));
    }
    return holder instanceof SubscriptionDefinition one && one.delivery() != null
        ? Optional.of(new DeadLetterRoute(one.delivery(), named(catalog, one.deadLetterQueue())))
        : Optional.empty();
  }

  private static QueueDefinition deadLetterQueueOf(CatalogView catalog, QueueDefinition queue) {
    QueueDefinition found =
        queue.deadLetter() == null ? null : named(catalog, queue.deadLetter().queueName());
    return found != null && found.id().equals(queue.deadLetter().queueId()) ? found : null;
  }

  private static QueueDefinition named(CatalogView catalog, String name) {
    return name == null ? null : catalog.queue(name).orElse(null);
  }
}
