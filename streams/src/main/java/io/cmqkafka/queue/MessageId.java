package io.cmqkafka.queue;

/**
 * Where a message lies in its queue's Kafka topic. On the wire {@code (partition + 1) << 48 |
 * offset} in decimal: unique in its queue, and it says where to look in Kafka.
 */
public record MessageId(int partition, long offset) {

  @Override
  public String toString() {
    return Long.toString(((long) partition + 1) << 48 | offset);
  }
}
