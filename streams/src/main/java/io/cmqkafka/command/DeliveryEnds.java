package io.cmqkafka.command;

import io.cmqkafka.logging.LogLimit;
import io.cmqkafka.queue.EndedDelivery;
import io.cmqkafka.queue.QueuePartition;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down the ends of deliveries that no command names, so that the commands log tells what
 * became of each message. What is usual, a delete, costs nothing: it names its lease. Never waits
 * for Kafka. Thread-safe, but the ends in one commands partition must be told by one thread at a
 * time.
 */
public final class DeliveryEnds {
  /** So many ends one record tells of at most, some 60 bytes each. */
  static final int MAX_A_RECORD = 1_000;

  /**
   * So many ends may be on their way to Kafka, some 3 MB of the room that commands share. Somebody
   * who clears a queue of a hundred thousand deliveries shall not hold up others.
   */
  static final int MAX_UNDERWAY = 50_000;

  private static final Logger LOG = LoggerFactory.getLogger(DeliveryEnds.class);

  private final CommandLog log;
  private final UnsettledRecords unsettled;
  private final AtomicInteger underway = new AtomicInteger();
  private final LogLimit logged = new LogLimit();
  private final Counter untold;

  /**
   * @param unsettled learns what Kafka has not taken yet
   */
  public DeliveryEnds(CommandLog log, UnsettledRecords unsettled, MeterRegistry meters) {
    this.log = log;
    this.unsettled = unsettled;
    this.untold =
        Counter.builder("cmq.delivery.ends.untold")
            .description("Ends of deliveries that are missing in the histories of messages")
            .register(meters);
  }

  /**
   * What Kafka does not take, or what there is no room for, is counted and not told again.
   *
   * @param ended by queue partition, in the order of their ends
   */
  public void tell(Map<QueuePartition, List<EndedDelivery>> ended) {
    ended.forEach(this::tell);
  }

  private void tell(QueuePartition queue, List<EndedDelivery> ended) {
    for (int from = 0; from < ended.size(); from += MAX_A_RECORD) {
      List<EndedDelivery> some = ended.subList(from, Math.min(from + MAX_A_RECORD, ended.size()));
      if (underway.addAndGet(some.size()) > MAX_UNDERWAY) {
        underway.addAndGet(-some.size());
        areMissing(some.size(), "too many are on their way");
      } else {
        append(queue, some);
      }
    }
  }

  private void append(QueuePartition queue, List<EndedDelivery> some) {
    int count = some.size();
    unsettled.add(
        new TopicPartition(log.topic(), log.partitionOf(queue)),
        log.tellEnded(new LoggedCommand.Ended(queue, some))
            .whenComplete(
                (taken, failure) -> {
                  underway.addAndGet(-count);
                  if (failure != null) {
                    areMissing(count, failure.toString());
                  }
                }));
  }

  private void areMissing(int count, String why) {
    untold.increment(count);
    if (logged.isDue("untold")) {
      LOG.warn("{} ends of deliveries are missing in the histories of messages: {}", count, why);
    }
  }
}
