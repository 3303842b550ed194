package io.cmqkafka.log;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;

/**
 * A transaction that a partition holds open. Nobody who reads committed records gets past its
 * start.
 *
 * @param startOffset of its first record in the partition
 * @param producerEpoch of its last record
 * @param coordinatorEpoch of the last marker of this producer in the partition, 0 without any
 */
record OpenTransaction(
    TopicPartition partition,
    long producerId,
    long startOffset,
    int producerEpoch,
    int coordinatorEpoch) {

  /** Whether it commits positions there, and not records. */
  boolean isOfPositions() {
    return partition.topic().equals(Topic.GROUP_METADATA_TOPIC_NAME);
  }
}
