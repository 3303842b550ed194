package io.cmqkafka.transactions;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;

/**
 * A transaction that a partition holds open. No reader of committed records gets past its start.
 * Where one hangs, its producer may go on to write there, in later epochs; the partition counts all
 * of those records to the same transaction.
 *
 * @param startOffset of its first record in the partition
 */
record OpenTransaction(TopicPartition partition, long producerId, long startOffset) {

  /** Whether it commits positions there, and not records. */
  boolean isOfPositions() {
    return partition.topic().equals(Topic.GROUP_METADATA_TOPIC_NAME);
  }
}
