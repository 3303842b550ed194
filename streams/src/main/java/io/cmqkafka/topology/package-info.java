/**
 * The Kafka Streams topology that runs the machines: one task for each commands partition, state in
 * memory with a changelog, exactly-once, replies that do not wait for the commit. Processors hold
 * no rule of their own; they translate records into commands and stores into what machines write
 * to.
 */
package io.cmqkafka.topology;
