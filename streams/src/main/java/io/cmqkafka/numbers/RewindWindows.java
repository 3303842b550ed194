package io.cmqkafka.numbers;

import io.cmqkafka.body.BodySource;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.logtime.AgeClock;
import io.cmqkafka.queue.Depth;
import io.cmqkafka.queue.QueuePartition;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the rewind windows of queue partitions begin, up to a minute ago. Kafka is asked about
 * those that were asked for here. Thread-safe; never blocks.
 */
final class RewindWindows {
  private static final Logger LOG = LoggerFactory.getLogger(RewindWindows.class);

  /** Partitions in one question to Kafka; the others come with the next one. */
  private static final int MAX_PER_QUESTION = 1_000;

  private static final long GOOD_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** What nobody asked for in this time is forgotten. */
  private static final long WANTED_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final Admin admin;
  private final Function<String, Optional<QueueDefinition>> queues;
  private final AgeClock ages;
  private final LongSupplier nanoTime;
  private final Map<QueuePartition, Window> windows = new ConcurrentHashMap<>();

  /**
   * @param start first offset inside, {@link Long#MAX_VALUE} when nothing is, {@link Depth#UNKNOWN}
   *     before Kafka has answered
   * @param askedAt when Kafka was asked
   * @param wantedAt when it was asked for here
   */
  private record Window(long start, long askedAt, long wantedAt) {
    Window wanted(long now) {
      return new Window(start, askedAt, now);
    }
  }

  /**
   * @param queues by id
   */
  RewindWindows(
      Admin admin,
      Function<String, Optional<QueueDefinition>> queues,
      AgeClock ages,
      LongSupplier nanoTime) {
    this.admin = admin;
    this.queues = queues;
    this.ages = ages;
    this.nanoTime = nanoTime;
  }

  /**
   * The first offset inside the window; {@link Long#MAX_VALUE} when rewinding is off, {@link
   * Depth#UNKNOWN} when it is not known yet.
   */
  long start(QueuePartition partition) {
    if (queues.apply(partition.queueId()).map(RewindWindows::windowMs).orElse(0L) == 0) {
      return Long.MAX_VALUE;
    }
    long now = nanoTime.getAsLong();
    return windows
        .merge(
            partition,
            new Window(Depth.UNKNOWN, now - GOOD_NANOS, now),
            (known, none) -> known.wanted(now))
        .start();
  }

  /** Asks Kafka again about what is wanted and was asked for more than a minute ago. */
  void ask() {
    if (!ages.isKnown()) {
      return;
    }
    long now = nanoTime.getAsLong();
    windows.values().removeIf(one -> now - one.wantedAt() > WANTED_NANOS);
    Map<QueuePartition, QueueDefinition> due = new HashMap<>();
    windows.forEach(
        (partition, one) -> {
          if (due.size() < MAX_PER_QUESTION && now - one.askedAt() >= GOOD_NANOS) {
            queues.apply(partition.queueId()).ifPresent(queue -> due.put(partition, queue));
          }
        });
    // One question for each length of a window, because partitions can share a Kafka partition.
    due.values().stream()
        .map(RewindWindows::windowMs)
        .distinct()
        .forEach(windowMs -> ask(windowMs, due, now));
  }

  private void ask(long windowMs, Map<QueuePartition, QueueDefinition> due, long now) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    Map<QueuePartition, TopicPartition> places = new HashMap<>();
    long since = Math.max(0, ages.bornBy(windowMs));
    due.forEach(
        (partition, queue) -> {
          if (windowMs(queue) == windowMs) {
            TopicPartition kafka = BodySource.of(queue, partition.partition()).kafka();
            asked.put(kafka, OffsetSpec.forTimestamp(since));
            places.put(partition, kafka);
            windows.computeIfPresent(
                partition, (p, one) -> new Window(one.start(), now, one.wantedAt()));
          }
        });
    ListOffsetsResult answer = admin.listOffsets(asked);
    places.forEach(
        (partition, kafka) ->
            answer
                .partitionResult(kafka)
                .whenComplete(
                    (found, failure) -> {
                      if (failure != null) {
                        LOG.debug("where the rewind window of {} begins", partition, failure);
                        return;
                      }
                      long start = found.offset() < 0 ? Long.MAX_VALUE : found.offset();
                      windows.computeIfPresent(
                          partition, (p, one) -> new Window(start, one.askedAt(), one.wantedAt()));
                    }));
  }

  private static long windowMs(QueueDefinition queue) {
    return queue.attributes().rewindSeconds() * 1_000L;
  }
}
