package io.cmqkafka.retention;

import io.cmqkafka.body.QueueTopics;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.logtime.AgeClock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees that no queue's Kafka topic keeps messages for less time than the catalog says. Two changes
 * of a queue at once can lead to that, when the catalog takes them in one order and Kafka in the
 * other. Looks at each queue after it was changed, and once after the start. Never shortens a
 * retention. For one thread.
 */
public final class RetentionRepair {
  private static final Logger LOG = LoggerFactory.getLogger(RetentionRepair.class);
  private static final int MAX_PER_LOOK = 100;

  /**
   * So long after a change, no request of it or of a simultaneous one can still be on its way to
   * Kafka.
   */
  private static final long SETTLED_MS = 60_000;

  private final QueueTopics topics;
  private final AgeClock ages;
  private final long timeoutMs;

  /** By queue id, the last change after which the topic was found to be right. */
  private final Map<String, Long> settled = new HashMap<>();

  /** Where the next look begins among the queues that are not settled. */
  private int turn;

  public RetentionRepair(QueueTopics topics, AgeClock ages, long timeoutMs) {
    this.topics = topics;
    this.ages = ages;
    this.timeoutMs = timeoutMs;
  }

  /** Looks at up to 100 of the queues; the next call goes on with others. */
  public void repair(List<QueueDefinition> queues)
      throws ExecutionException, InterruptedException, TimeoutException {
    settled
        .keySet()
        .retainAll(queues.stream().map(QueueDefinition::id).collect(Collectors.toSet()));
    List<QueueDefinition> open =
        queues.stream()
            .filter(queue -> !queue.bound())
            .filter(queue -> settled.getOrDefault(queue.id(), -1L) < queue.lastModifyTimeMs())
            .toList();
    if (!open.isEmpty()) {
      lookAt(next(open));
    }
  }

  /** Takes the queues in turns, so that queues that cannot be settled hold up no others. */
  private List<QueueDefinition> next(List<QueueDefinition> open) {
    int first = turn;
    int number = Math.min(open.size(), MAX_PER_LOOK);
    turn = (first + number) % open.size();
    return IntStream.range(first, first + number).mapToObj(i -> open.get(i % open.size())).toList();
  }

  private void lookAt(List<QueueDefinition> open)
      throws ExecutionException, InterruptedException, TimeoutException {
    long settledBy = ages.bornBy(SETTLED_MS);
    Map<String, Long> kept =
        topics
            .retentionMs(open.stream().map(QueueDefinition::kafkaTopic).toList())
            .get(timeoutMs, TimeUnit.MILLISECONDS);
    for (QueueDefinition queue : open) {
      lengthen(queue, kept.get(queue.kafkaTopic()));
      if (queue.lastModifyTimeMs() < settledBy) {
        settled.put(queue.id(), queue.lastModifyTimeMs());
      }
    }
  }

  /**
   * @param keptMs negative means for ever; null when Kafka does not say
   */
  private void lengthen(QueueDefinition queue, Long keptMs)
      throws ExecutionException, InterruptedException, TimeoutException {
    if (keptMs != null && keptMs >= 0 && keptMs < QueueTopics.keepMs(queue.attributes())) {
      topics
          .changeRetention(queue.kafkaTopic(), queue.attributes())
          .get(timeoutMs, TimeUnit.MILLISECONDS);
      LOG.warn(
          "Kafka topic {} kept messages for {} ms only, less than queue {} promises; set right",
          queue.kafkaTopic(),
          keptMs,
          queue.name());
    }
  }
}
