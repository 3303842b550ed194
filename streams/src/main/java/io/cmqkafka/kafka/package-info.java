/**
 * The Kafka clients of a process. Uses the settings in {@code config} and knows no queue. Begin
 * with {@link io.cmqkafka.kafka.KafkaClients}.
 */
package io.cmqkafka.kafka;
