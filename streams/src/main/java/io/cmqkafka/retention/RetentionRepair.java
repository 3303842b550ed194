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
 * Sees to it that no queue's Kafka topic keeps messages for less time than the catalog says, which
 * two changes of a queue at once can lead to: the catalog puts them in one order, Kafka in the
 * other. Looks at each queue after it was changed, and once after the start; never shortens. For
 * one thread.
 */
public final class RetentionRepair {
  private static final Logger LOG = LoggerFactory.getLogger(RetentionRepair.class);
  private static final int MAX_PER_LOOK = 100;

  /** So long after a change nothing of it, or of one beside it, can be on its way to Kafka. */
  private static final long SETTLED_MS = 60_000;

  private final QueueTopics topics;
  private final AgeClock ages;
  private final long timeoutMs;

  /** By queue id, up to which change it is known to be right. */
  private final Map<String, Long> settled = new HashMap<>();

  /** Where among those that are not settled the next look begins. */
  private int turn;

  public RetentionRepair(QueueTopics topics, AgeClock ages, long timeoutMs) {
    this.topics = topics;
    this.ages = ages;
    this.timeoutMs = timeoutMs;
  }

  /** Looks at up to 100 of these, all queues there are; the next call goes on with others. */
  public void look(List<QueueDefinition> queues)
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

  /** In turns: those that are not settled for long hold up no others. */
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
   * @param keptMs negative for ever, null when Kafka does not tell
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
