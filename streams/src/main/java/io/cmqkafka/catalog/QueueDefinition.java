package io.cmqkafka.catalog;

import io.cmqkafka.queue.QueueAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What the catalog knows of one queue.
 *
 * @param name the queue's name, case kept
 * @param id {@code queue-} and eight lower-case letters or digits; another one for each life of a
 *     name
 * @param kafkaTopic the Kafka topic that holds the bodies
 * @param topicId Kafka's own id of that topic, which tells lives of a topic name apart
 * @param bound whether the Kafka topic existed before the queue and outlives it
 * @param begins per Kafka partition the offset at which this queue's life begins
 * @param attributes the settings in force
 * @param deadLetter where messages go that are not consumed; null for nowhere
 * @param createTimeMs epoch milliseconds of the creation (log time)
 * @param lastModifyTimeMs epoch milliseconds of the last change of attributes or policy (log time)
 */
public record QueueDefinition(
    String name,
    String id,
    String kafkaTopic,
    String topicId,
    boolean bound,
    List<Long> begins,
    QueueAttributes attributes,
    DeadLetterPolicy deadLetter,
    long createTimeMs,
    long lastModifyTimeMs)
    implements CatalogEntry {

  /** What the keys of all queues, and of nothing else, begin with. */
  public static final String KEYS = "queue/";

  public QueueDefinition {
    Objects.requireNonNull(name);
    Objects.requireNonNull(id);
    Objects.requireNonNull(kafkaTopic);
    Objects.requireNonNull(topicId);
    Objects.requireNonNull(attributes);
    begins = checked(begins);
  }

  /** A queue without a dead-letter queue. */
  public QueueDefinition(
      String name,
      String id,
      String kafkaTopic,
      String topicId,
      boolean bound,
      List<Long> begins,
      QueueAttributes attributes,
      long createTimeMs,
      long lastModifyTimeMs) {
    this(
        name,
        id,
        kafkaTopic,
        topicId,
        bound,
        begins,
        attributes,
        null,
        createTimeMs,
        lastModifyTimeMs);
  }

  public int partitions() {
    return begins.size();
  }

  @Override
  public String key() {
    return keyOf(name);
  }

  /** The catalog's key of a queue of this name. */
  public static String keyOf(String name) {
    return KEYS + name.toLowerCase(Locale.ROOT);
  }

  static List<Long> checked(List<Long> begins) {
    if (begins.isEmpty() || begins.stream().anyMatch(begin -> begin < 0)) {
      throw new IllegalArgumentException("a queue has partitions, and they begin at offsets");
    }
    return List.copyOf(begins);
  }

  QueueDefinition createdAt(long now) {
    return new QueueDefinition(
        name, id, kafkaTopic, topicId, bound, begins, attributes, deadLetter, now, now);
  }

  QueueDefinition with(QueueAttributes changed, DeadLetterPolicy policy, long now) {
    return new QueueDefinition(
        name, id, kafkaTopic, topicId, bound, begins, changed, policy, createTimeMs, now);
  }
}
