package io.cmqkafka;

import io.cmqkafka.catalog.DeadLetterBinding;
import io.cmqkafka.queue.QueueAttributes;

/**
 * What CreateQueue asks for.
 *
 * @param deadLetter where messages go that are not consumed; null for nowhere
 * @param partitions Kafka partitions of the queue; ignored when an existing topic is bound
 * @param bindTopic an existing Kafka topic to bind, or {@code null} to create {@code
 *     <prefix>queue.<name>}
 */
public record NewQueue(
    String name,
    QueueAttributes attributes,
    DeadLetterBinding deadLetter,
    int partitions,
    String bindTopic) {

  /** A queue without a dead-letter queue. */
  public NewQueue(String name, QueueAttributes attributes, int partitions, String bindTopic) {
    this(name, attributes, null, partitions, bindTopic);
  }
}
