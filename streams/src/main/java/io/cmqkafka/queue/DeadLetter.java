package io.cmqkafka.queue;

/**
 * A message on its way to the dead-letter queue.
 *
 * @param number its burial's serial number in the queue partition
 */
public record DeadLetter(QueuePartition partition, long offset, long number) {

  public Buried buried() {
    return new Buried(offset, number);
  }
}
