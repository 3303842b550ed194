package io.cmqkafka.config;

/**
 * How safe every Kafka topic of ours is.
 *
 * @param factor its copies
 * @param minInsync of these, how many must have a record before it is acknowledged
 */
public record Replication(short factor, int minInsync) {}
