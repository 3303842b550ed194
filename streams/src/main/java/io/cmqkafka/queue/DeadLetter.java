package io.cmqkafka.queue;

/**
 * A message on its way to the dead-letter queue, or to the queue to which it was redriven.
 *
 * @param number its burial's serial number in the queue partition
 * @param target id of the queue to which it was redriven; null for the dead-letter queue
 * @param death null when it was redriven, and when it is not known: no state keeps it, so an owner
 *     knows of the deaths alone that it has seen
 */
public record DeadLetter(
    QueuePartition partition, long offset, long number, String target, Death death) {

  public DeadLetter(QueuePartition partition, long offset, long number) {
    this(partition, offset, number, null, null);
  }

  public Buried buried() {
    return new Buried(offset, number);
  }
}
