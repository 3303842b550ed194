package io.cmqkafka.transactions;

import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What a transaction coordinator knows of a producer of this application.
 *
 * @param toBeEnded the partitions in which it will end a transaction of this producer, sooner or
 *     later
 */
record KnownTransaction(String transactionalId, Set<TopicPartition> toBeEnded) {}
