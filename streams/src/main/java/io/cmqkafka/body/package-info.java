/**
 * The bodies of messages: appended to the Kafka topics of their queues, fetched and cached, with
 * the headers that go with them, and those Kafka topics themselves. Knows definitions of queues,
 * and no commands. Begin with {@link io.cmqkafka.body.MessageLog} for the way in and {@link
 * io.cmqkafka.body.BodyFetcher} for the way out.
 */
package io.cmqkafka.body;
