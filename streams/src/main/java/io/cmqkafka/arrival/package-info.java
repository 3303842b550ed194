/**
 * The tail: follows the Kafka topics of the queues that this process decides about, and tells their
 * machines by {@code command} which offsets have arrived. Begin with {@link
 * io.cmqkafka.arrival.Arrivals} for the thread, and {@link io.cmqkafka.arrival.Tail} for the rules
 * of one queue partition.
 */
package io.cmqkafka.arrival;
