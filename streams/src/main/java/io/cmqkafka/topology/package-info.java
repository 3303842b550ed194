/**
 * The Kafka Streams topology that runs the machines: one task for each commands partition, state in
 * memory with a changelog, exactly-once, replies that do not wait for the commit. Processors hold
 * no rule of their own; they translate records into commands, and stores into the places that
 * machines write to. Begin with {@link io.cmqkafka.topology.CmqTopology}.
 */
package io.cmqkafka.topology;
