/**
 * The Kafka topics of queues, in which the bodies of messages lie: made and removed, written, read,
 * cached. Knows definitions of queues, and no commands. Begin with {@link
 * io.cmqkafka.body.MessageLog} for the way in, {@link io.cmqkafka.body.BodyFetcher} for the way out
 * and {@link io.cmqkafka.body.QueueTopics} for the topics.
 */
package io.cmqkafka.body;
