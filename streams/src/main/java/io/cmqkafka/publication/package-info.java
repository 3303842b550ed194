/**
 * Publications: appended to their Kafka topic, and copied by a topology of their own to the queues,
 * the delivery queues and the Kafka topics that subscribe to them. Uses {@code view} to know who
 * subscribes. Begin with {@link io.cmqkafka.publication.FanOutProcessor}.
 */
package io.cmqkafka.publication;
