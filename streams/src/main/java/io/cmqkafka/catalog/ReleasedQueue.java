package io.cmqkafka.catalog;

import java.util.Objects;

/**
 * A deleted queue whose Kafka topic is still to be removed; its name cannot be used so long.
 *
 * @param topicId Kafka's id of the topic to remove: by its name, a successor could be hit
 */
public record ReleasedQueue(String name, String id, String topicId) implements CatalogEntry {

  public ReleasedQueue {
    Objects.requireNonNull(name);
    Objects.requireNonNull(id);
    Objects.requireNonNull(topicId);
  }

  @Override
  public String key() {
    return QueueDefinition.keyOf(name);
  }
}
