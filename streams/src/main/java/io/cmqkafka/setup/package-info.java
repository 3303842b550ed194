/**
 * Gets a Kafka cluster ready for the server, at its start: makes the server's own Kafka topics,
 * sets right what it depends on, and warns of what may trouble it. Begin with {@link
 * io.cmqkafka.setup.KafkaTopicSetup}.
 */
package io.cmqkafka.setup;
