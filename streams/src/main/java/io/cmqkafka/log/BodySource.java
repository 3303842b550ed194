package io.cmqkafka.log;

import io.cmqkafka.catalog.QueueDefinition;
import org.apache.kafka.common.TopicPartition;

/**
 * A Kafka partition that bodies are read from.
 *
 * @param life tells the lives of a Kafka topic apart: a name that is deleted and created again
 *     begins at the same offsets with other bodies
 * @param delivery whether it is a delivery queue's, and its records tell of publications
 */
public record BodySource(String life, TopicPartition kafka, boolean delivery) {

  /** Of a queue that clients see. */
  public static BodySource of(QueueDefinition queue, int partition) {
    // A bound topic outlives its queues, and several of them can share its bodies.
    return new BodySource(
        queue.bound() ? queue.kafkaTopic() : queue.id(), kafka(queue, partition), false);
  }

  /** Of the hidden queue of an HTTP subscription. */
  public static BodySource ofDelivery(QueueDefinition queue, int partition) {
    return new BodySource(queue.id(), kafka(queue, partition), true);
  }

  private static TopicPartition kafka(QueueDefinition queue, int partition) {
    return new TopicPartition(queue.kafkaTopic(), partition);
  }
}
