/**
 * Runs a Kafka Streams topology: replaces threads that died, waits for its start, tells how far it
 * is. Knows no particular topology; {@code topology} and {@code publication} bring theirs. Begin
 * with {@link io.cmqkafka.streams.RunningTopology}.
 */
package io.cmqkafka.streams;
