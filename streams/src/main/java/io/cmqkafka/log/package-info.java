/**
 * Everything between the machines and Kafka: the text forms of commands, replies and catalog
 * entries, the clients that write and follow them, the bodies, and what an owner does now and then.
 * One thread for each thing that waits; every wait, buffer and batch is bounded, and what happens
 * at the bound stands beside it. Nothing here decides about a queue: that is done in {@link
 * io.cmqkafka.queue} and {@link io.cmqkafka.catalog}.
 */
package io.cmqkafka.log;
