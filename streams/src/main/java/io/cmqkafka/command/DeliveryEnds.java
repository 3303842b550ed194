package io.cmqkafka.command;

import io.cmqkafka.queue.EndedDelivery;
import io.cmqkafka.queue.QueuePartition;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Writes down the ends of deliveries that no command names, so that the commands log tells what
 * became of each message. What is usual, a delete, costs nothing: it names its lease. Thread-safe;
 * never blocks.
 */
public final class DeliveryEnds {
  /** So many ends one record tells of at most, some 60 bytes each. */
  static final int MAX_A_RECORD = 1_000;

  private final CommandLog log;
  private final UnsettledRecords unsettled;

  /**
   * @param unsettled learns what Kafka has not taken yet. An end that Kafka does not take at all is
   *     missing in the history of its message
   */
  public DeliveryEnds(CommandLog log, UnsettledRecords unsettled) {
    this.log = log;
    this.unsettled = unsettled;
  }

  /**
   * @param ended by queue partition, in the order of their ends
   */
  public void tell(Map<QueuePartition, List<EndedDelivery>> ended) {
    ended.forEach(this::tell);
  }

  private void tell(QueuePartition queue, List<EndedDelivery> ended) {
    TopicPartition partition = new TopicPartition(log.topic(), log.partitionOf(queue));
    for (int from = 0; from < ended.size(); from += MAX_A_RECORD) {
      List<EndedDelivery> some = ended.subList(from, Math.min(from + MAX_A_RECORD, ended.size()));
      unsettled.add(partition, () -> log.tellEnded(new LoggedCommand.Ended(queue, some)));
    }
  }
}
