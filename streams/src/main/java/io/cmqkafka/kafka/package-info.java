/**
 * Kafka as all other packages need it: its clients, the set-up of the server's own topics, threads
 * that do not end, a topology that runs, and what is done with records that cannot be read. Knows
 * settings and no queue. Begin with {@link io.cmqkafka.kafka.KafkaClients}.
 */
package io.cmqkafka.kafka;
