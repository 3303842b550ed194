package io.cmqkafka;

import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Keeps queues below their limits of undeleted and of delayed messages without asking before each
 * send: what was counted a second ago, plus what this process has sent since. Other processes'
 * sends of the last second are not seen, so that much the limits are exceeded at most. A send is
 * refused as full only by a count that is fresh. Messages that were sent while it was counted are
 * added to the count, which may have them already; those that were on their way when it began may
 * be in neither until the next count.
 *
 * <p>One count of a queue is under way at a time. While counts fail, the next one begins a second
 * after the last one; sends go on by what was counted last plus what was sent since, for a minute;
 * what is over the limit by that, and everything after the minute, is refused as UNAVAILABLE.
 */
final class HeapGuard {
  private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long COUNT_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long MAX_FAILING_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Function<QueueDefinition, CompletableFuture<QueueCounts>> count;
  private final int maxDelayed;
  private final LongSupplier nanoTime;
  private final Map<String, Depth> depths = new ConcurrentHashMap<>();

  private static final class Depth {
    final AtomicLong undeleted = new AtomicLong();
    final AtomicLong delayed = new AtomicLong();
    volatile long countedAt;

    /** Completes with whether it was counted; null when no count is under way. */
    volatile CompletableFuture<Boolean> counting;

    /** When the last of the counts that failed had failed, and the first of them; null for none. */
    volatile Long failedAt;

    volatile Long failingSince;
  }

  /**
   * @param count counts whatever this process knew to be written when it is asked
   */
  HeapGuard(Function<QueueDefinition, CompletableFuture<QueueCounts>> count, int maxDelayed) {
    this(count, maxDelayed, System::nanoTime);
  }

  HeapGuard(
      Function<QueueDefinition, CompletableFuture<QueueCounts>> count,
      int maxDelayed,
      LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.count = count;
    this.maxDelayed = maxDelayed;
  }

  /**
   * Completes when so many messages may be sent; refused with HEAP_FULL, TOO_MANY_DELAYED or
   * UNAVAILABLE.
   */
  CompletableFuture<Void> admit(QueueDefinition queue, int messages, boolean delayed) {
    Depth depth = depths.computeIfAbsent(queue.id(), id -> fresh());
    long now = nanoTime.getAsLong();
    long age = now - depth.countedAt;
    if (age > STALE_NANOS) {
      recount(queue, depth, now);
    }
    Long failingSince = depth.failingSince;
    if (failingSince == null || now - failingSince <= MAX_FAILING_NANOS) {
      Refusal refusal = take(depth, queue, messages, delayed);
      if (refusal == null) {
        return CompletableFuture.completedFuture(null);
      }
      if (age < FRESH_NANOS) {
        return CompletableFuture.failedFuture(new RefusedException(refusal));
      }
    }
    return recount(queue, depth, now)
        .thenCompose(
            counted -> {
              Refusal still = counted ? take(depth, queue, messages, delayed) : Refusal.UNAVAILABLE;
              return still == null
                  ? CompletableFuture.completedFuture(null)
                  : CompletableFuture.failedFuture(new RefusedException(still));
            });
  }

  void retain(Set<String> queueIds) {
    depths.keySet().retainAll(queueIds);
  }

  private Depth fresh() {
    Depth depth = new Depth();
    depth.countedAt = nanoTime.getAsLong() - 2 * STALE_NANOS;
    return depth;
  }

  private Refusal take(Depth depth, QueueDefinition queue, int messages, boolean areDelayed) {
    if (depth.undeleted.addAndGet(messages) > queue.attributes().maxMsgHeapNum()) {
      depth.undeleted.addAndGet(-messages);
      return Refusal.HEAP_FULL;
    }
    if (areDelayed && depth.delayed.addAndGet(messages) > maxDelayed) {
      depth.delayed.addAndGet(-messages);
      depth.undeleted.addAndGet(-messages);
      return Refusal.TOO_MANY_DELAYED;
    }
    return null;
  }

  private synchronized CompletableFuture<Boolean> recount(
      QueueDefinition queue, Depth depth, long now) {
    if (depth.counting != null) {
      return depth.counting;
    }
    if (depth.failedAt != null && now - depth.failedAt < COUNT_AGAIN_NANOS) {
      return CompletableFuture.completedFuture(false);
    }
    long undeletedBefore = depth.undeleted.get();
    long delayedBefore = depth.delayed.get();
    CompletableFuture<Boolean> counting = new CompletableFuture<>();
    depth.counting = counting;
    counted(queue)
        .whenComplete(
            (counts, failure) -> {
              long then = nanoTime.getAsLong();
              if (failure == null) {
                depth.countedAt = then;
                // What was sent while counting may or may not be in the count: keep it.
                long undeleted = counts.active() + counts.inactive() + counts.delayed();
                depth.undeleted.addAndGet(undeleted - undeletedBefore);
                depth.delayed.addAndGet(counts.delayed() - delayedBefore);
                depth.failedAt = null;
                depth.failingSince = null;
              } else {
                depth.failedAt = then;
                depth.failingSince = depth.failingSince == null ? then : depth.failingSince;
              }
              depth.counting = null;
              counting.complete(failure == null);
            });
    return counting;
  }

  private CompletableFuture<QueueCounts> counted(QueueDefinition queue) {
    try {
      return count.apply(queue);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
