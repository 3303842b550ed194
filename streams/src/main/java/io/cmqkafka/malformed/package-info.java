/**
 * What is done about Kafka records that cannot be read: they are skipped, counted and logged. Uses
 * only {@code logging}. Begin with {@link io.cmqkafka.malformed.SkippedRecords}.
 */
package io.cmqkafka.malformed;
