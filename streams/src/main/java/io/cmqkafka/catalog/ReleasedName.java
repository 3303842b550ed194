package io.cmqkafka.catalog;

import java.util.Objects;

/**
 * A name whose queue or subscription is gone while its Kafka topic is still to be removed; it
 * cannot be used so long.
 *
 * @param name the queue's or the subscription's name, case kept
 * @param id of the queue or subscription, so that no other life of the name is meant
 * @param topicId Kafka's id of the topic to remove: by its name, a successor could be hit
 * @param key what the name is filed under; null stands for a queue's, since entries written before
 *     there were subscriptions have none
 */
public record ReleasedName(String name, String id, String topicId, String key)
    implements CatalogEntry {

  public ReleasedName {
    Objects.requireNonNull(name);
    Objects.requireNonNull(id);
    Objects.requireNonNull(topicId);
    key = key == null ? QueueDefinition.keyOf(name) : key;
    if (!key.startsWith(QueueDefinition.KEYS) && !key.startsWith(SubscriptionDefinition.KEYS)) {
      throw new IllegalArgumentException("neither a queue's nor a subscription's key: " + key);
    }
  }

  static ReleasedName of(QueueDefinition queue) {
    return new ReleasedName(queue.name(), queue.id(), queue.topicId(), queue.key());
  }

  /** A subscription that has a delivery queue. */
  static ReleasedName of(SubscriptionDefinition subscription) {
    return new ReleasedName(
        subscription.name(),
        subscription.id(),
        subscription.delivery().topicId(),
        subscription.key());
  }
}
