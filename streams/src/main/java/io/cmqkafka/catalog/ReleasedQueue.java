package io.cmqkafka.catalog;

/** A deleted queue whose Kafka topic is still to be removed; its name cannot be used so long. */
public record ReleasedQueue(String name, String id, String kafkaTopic) implements CatalogEntry {

  @Override
  public String key() {
    return QueueDefinition.keyOf(name);
  }
}
