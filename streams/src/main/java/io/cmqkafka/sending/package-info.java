/**
 * Whether a message is let in: by the number of messages in the queue, and by the rate of the queue
 * or topic. Asks machines for counts by {@code command}. Begin with {@link
 * io.cmqkafka.sending.QueueLimits}.
 */
package io.cmqkafka.sending;
