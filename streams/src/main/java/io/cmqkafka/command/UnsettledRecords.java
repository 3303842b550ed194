package io.cmqkafka.command;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that tell of decisions, and that Kafka shall have before the state with these decisions
 * is committed. A successor goes on from that state and does not write them again. Thread-safe.
 */
public final class UnsettledRecords {
  private static final Logger LOG = LoggerFactory.getLogger(UnsettledRecords.class);

  private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** What was sent last to a partition, and what was not taken when time was over last. */
  private record Newest(Future<?> taken, Future<?> givenUp) {
    boolean isStuck() {
      return givenUp != null && !givenUp.isDone();
    }
  }

  private final Comparator<TopicPartition> order;
  private final Map<TopicPartition, Newest> newest = new HashMap<>();

  /**
   * @param first the topic whose records matter most: they are waited for before any others
   */
  UnsettledRecords(String first) {
    order = Comparator.comparing(partition -> !partition.topic().equals(first));
  }

  /**
   * To be called in the order in which the records of a partition are sent. Who sends on several
   * threads holds this object's monitor while it sends and adds.
   *
   * @param taken completes when Kafka has taken the record
   */
  synchronized void add(TopicPartition partition, Future<?> taken) {
    Newest before = newest.get(partition);
    // One that is refused at once says nothing of those before it. If it was taken, so are they.
    if (before == null || !taken.isDone()) {
      newest.put(partition, new Newest(taken, before == null ? null : before.givenUp()));
    }
  }

  /**
   * Waits until Kafka has taken all that was sent, or for a second. A partition that did not take
   * all in that time is waited for again only after it has: these records must not keep state from
   * being committed, and each task of a thread commits in its turn.
   */
  void await() {
    long deadline = System.nanoTime() + SETTLE_NANOS;
    Map<TopicPartition, Newest> sent = newest();
    sent.keySet().stream()
        .sorted(order)
        .forEach(
            partition -> {
              // Kafka takes the records of a partition in their order, so the last one is enough.
              Newest last = sent.get(partition);
              if (!last.isStuck() && !isTaken(last.taken(), deadline - System.nanoTime())) {
                giveUp(partition, last.taken());
              }
            });
  }

  private synchronized Map<TopicPartition, Newest> newest() {
    return Map.copyOf(newest);
  }

  private synchronized void giveUp(TopicPartition partition, Future<?> late) {
    newest.computeIfPresent(partition, (same, now) -> new Newest(now.taken(), late));
  }

  /** False when the time is over. */
  private static boolean isTaken(Future<?> record, long nanos) {
    try {
      record.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException e) {
      LOG.debug("a record about a decision was lost", e);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
