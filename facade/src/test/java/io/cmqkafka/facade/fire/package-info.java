/**
 * Real processes under fire: several servers and a cluster of Kafka brokers are killed, paused and
 * cut off while clients work, and what the clients were answered is judged afterwards. See
 * docs/RELIABILITY.md.
 */
package io.cmqkafka.facade.fire;
