/**
 * The face of the Kafka side. {@link io.cmqkafka.Cmq} is one process's part of a service on a Kafka
 * cluster, {@link io.cmqkafka.Queues} what can be asked of its queues, as futures: a send appends
 * to the queue's Kafka topic, everything else goes through the commands log, and a receive fetches
 * the bodies of what it was granted. Nothing here knows HTTP or CMQ's wire format.
 */
package io.cmqkafka;
