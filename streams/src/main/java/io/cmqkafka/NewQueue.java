package io.cmqkafka;

import io.cmqkafka.queue.QueueAttributes;

/**
 * What CreateQueue asks for.
 *
 * @param partitions Kafka partitions of the queue; ignored when an existing topic is bound
 * @param bindTopic an existing Kafka topic to bind, or {@code null} to create {@code
 *     <prefix>queue.<name>}
 */
public record NewQueue(String name, QueueAttributes attributes, int partitions, String bindTopic) {}
