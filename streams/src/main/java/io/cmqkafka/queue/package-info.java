/**
 * The rules of queues, pure: no Kafka, no clock, no JSON, no thread, no randomness. Uses only
 * {@code copy}.
 *
 * <p>A {@link io.cmqkafka.queue.QueueShard} follows one partition of the commands log and gives
 * each command to the {@link io.cmqkafka.queue.QueueMachine} of the queue partition it is for. A
 * machine knows offsets, never bodies. Begin with {@link io.cmqkafka.queue.Entry}, which draws the
 * life of a message.
 */
package io.cmqkafka.queue;
