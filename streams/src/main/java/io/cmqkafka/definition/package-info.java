/**
 * Changes of queues, topics and subscriptions, carried out together with the Kafka topics that
 * belong to them. Uses {@code view} for the change of the catalog and {@code body} for the Kafka
 * topics. Begin with {@link io.cmqkafka.definition.QueueDefinitions}.
 */
package io.cmqkafka.definition;
