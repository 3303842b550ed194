/**
 * How long messages are kept: lets those expire that are older than their queue's retention, makes
 * dead letters of those older than a time to live, and sees that Kafka keeps the others. Tells
 * machines by {@code command}. Begin with {@link io.cmqkafka.retention.AgeWatch}.
 */
package io.cmqkafka.retention;
