package io.cmqkafka.numbers;

import io.cmqkafka.Measure;
import io.cmqkafka.body.BodyFetcher;
import io.cmqkafka.body.BodySource;
import io.cmqkafka.body.StoredBody;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.queue.Depth;
import io.cmqkafka.queue.QueuePartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * When the oldest visible messages were appended, which their records in Kafka tell. Most are at
 * hand; a few at a time are looked up. Thread-safe.
 */
final class OldestTimes {
  /** So many records are looked up for the queues of a commands partition in one slot. */
  private static final int MAX_LOOK_UPS = 20;

  private static final long LOOK_UP_MS = 2_000;

  private final BodyFetcher bodies;
  private final ByteBudget room;
  private final Function<String, Optional<QueueDefinition>> queues;

  /** By commands partition and queue partition, what was found last. */
  private final Map<Integer, Map<QueuePartition, Found>> found = new ConcurrentHashMap<>();

  private record Found(long offset, long timeMs) {}

  /**
   * @param room for the bodies that are looked up, which are let go at once
   * @param queues by id
   */
  OldestTimes(
      BodyFetcher bodies, ByteBudget room, Function<String, Optional<QueueDefinition>> queues) {
    this.bodies = bodies;
    this.room = room;
    this.queues = queues;
  }

  /**
   * Completes within two seconds with the append times, epoch ms, of the messages at {@link
   * Depth#oldestVisible}. A time that could not be looked up is that of the message that was the
   * oldest before, or {@link Measure#UNKNOWN}.
   */
  CompletableFuture<Map<QueuePartition, Long>> of(
      int commandsPartition, Map<QueuePartition, Depth> depths) {
    Map<QueuePartition, Found> before = found.getOrDefault(commandsPartition, Map.of());
    Map<QueuePartition, Found> now = new ConcurrentHashMap<>();
    List<CompletableFuture<?>> lookUps = new ArrayList<>();
    depths.forEach(
        (partition, depth) -> {
          long offset = depth.oldestVisible();
          Found last = before.get(partition);
          if (offset < 0) {
            return;
          }
          if (last != null) {
            now.put(partition, last);
          }
          if ((last == null || last.offset() != offset) && lookUps.size() < MAX_LOOK_UPS) {
            CompletableFuture<Void> lookUp = lookUp(partition, offset, now);
            if (!lookUp.isDone()) {
              lookUps.add(lookUp);
            }
          }
        });
    found.put(commandsPartition, now);
    return CompletableFuture.allOf(lookUps.toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, LOOK_UP_MS, TimeUnit.MILLISECONDS)
        .thenApply(done -> times(depths, now));
  }

  private static Map<QueuePartition, Long> times(
      Map<QueuePartition, Depth> depths, Map<QueuePartition, Found> now) {
    Map<QueuePartition, Long> times = new ConcurrentHashMap<>();
    depths.forEach(
        (partition, depth) -> {
          Found one = now.get(partition);
          if (depth.oldestVisible() >= 0) {
            times.put(partition, one == null ? Measure.UNKNOWN : one.timeMs());
          }
        });
    return times;
  }

  /** Never fails: what is not found out now is found out in a later slot. */
  private CompletableFuture<Void> lookUp(
      QueuePartition partition, long offset, Map<QueuePartition, Found> now) {
    return queues
        .apply(partition.queueId())
        .map(queue -> bodies.fetch(BodySource.of(queue, partition.partition()), offset, room))
        .orElse(CompletableFuture.completedFuture(null))
        .handle(
            (stored, failure) -> {
              if (stored != null) {
                note(partition, offset, stored, now);
              }
              return null;
            });
  }

  private void note(
      QueuePartition partition, long offset, StoredBody stored, Map<QueuePartition, Found> now) {
    room.release(stored.heldBytes());
    now.put(partition, new Found(offset, stored.timestampMs()));
  }
}
