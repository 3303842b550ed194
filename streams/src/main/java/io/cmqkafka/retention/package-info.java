/**
 * Ages: which messages have outlived their queue's retention or its dead-letter policy's time to
 * live, and how much Kafka keeps of the queues' topics and of the commands log. Tells machines by
 * {@code command}. Begin with {@link io.cmqkafka.retention.AgeWatch}.
 */
package io.cmqkafka.retention;
