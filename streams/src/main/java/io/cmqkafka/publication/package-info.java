/**
 * Publications on their way to subscribers: appended to one Kafka topic, and copied from there to
 * the Kafka topics of queues, of delivery queues and of other programs. Uses {@code view} to know
 * the subscriptions. Begin with {@link io.cmqkafka.publication.FanOutProcessor}.
 */
package io.cmqkafka.publication;
