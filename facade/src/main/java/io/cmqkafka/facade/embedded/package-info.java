/**
 * A real Kafka of one node in this process, for when no cluster is configured. It is the only
 * package that sees the broker's classes; clients cannot tell it from any other Kafka. Begin with
 * {@link io.cmqkafka.facade.embedded.EmbeddedKafka}.
 */
package io.cmqkafka.facade.embedded;
