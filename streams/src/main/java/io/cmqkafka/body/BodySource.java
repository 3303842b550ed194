package io.cmqkafka.body;

import io.cmqkafka.catalog.QueueDefinition;
import org.apache.kafka.common.TopicPartition;

/**
 * A Kafka partition that bodies are read from.
 *
 * @param life tells the lives of a Kafka topic apart: a name that is deleted and created again
 *     begins at the same offsets with other bodies
 */
public record BodySource(String life, TopicPartition kafka) {

  public static BodySource of(QueueDefinition queue, int partition) {
    // A bound topic outlives its queues, and several of them can share its bodies.
    return new BodySource(
        queue.bound() ? queue.kafkaTopic() : queue.id(),
        new TopicPartition(queue.kafkaTopic(), partition));
  }
}
