/**
 * Queues, topics and subscriptions being created, changed and deleted, together with their Kafka
 * topics. Uses {@code view} for the change of the catalog and {@code body} for the Kafka topics.
 * Begin with {@link io.cmqkafka.definition.QueueDefinitions}.
 */
package io.cmqkafka.definition;
