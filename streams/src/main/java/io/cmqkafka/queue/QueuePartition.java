package io.cmqkafka.queue;

/**
 * What one machine is for: one Kafka partition of one life of a queue.
 *
 * @param queueId the queue's id, another one for each life of its name
 */
public record QueuePartition(String queueId, int partition) implements Comparable<QueuePartition> {

  @Override
  public int compareTo(QueuePartition other) {
    int byQueue = queueId.compareTo(other.queueId);
    return byQueue != 0 ? byQueue : Integer.compare(partition, other.partition);
  }
}
