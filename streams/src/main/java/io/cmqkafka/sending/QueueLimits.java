package io.cmqkafka.sending;

import io.cmqkafka.QueueCounts;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Keeps queues below their limits of undeleted and of delayed messages. It does not ask before each
 * send: it takes the last count, plus the messages that this process has sent since. How long a
 * count is good depends on how near a limit is. With more than half of a limit used, a count is
 * good for a second. Otherwise it is good for a minute, or until this process has sent its share of
 * an eighth of the limit; each live process has the same share.
 *
 * <p>Sends of other processes are not seen between counts. So a limit is exceeded at most by their
 * sends within a second, and by an eighth of the limit, which processes may send that take the
 * queue to be far from its limit. A send is refused as full only by a fresh count. Messages sent
 * while a count is under way are added to it, though it may have them already. Messages on their
 * way when it began may be in neither until the next count.
 *
 * <p>One count of a queue is under way at a time. While counts fail, the next one begins a second
 * after the last one. For a minute sends go on by the last count plus the messages sent since, and
 * a send that is over the limit by that is refused as UNAVAILABLE. After the minute all sends are.
 *
 * <p>Thread-safe. A send whose queue's count is good waits for no lock.
 */
public final class QueueLimits {
  private static final long NEAR_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long FAR_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long COUNT_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long MAX_FAILING_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** All processes together send this part of a limit before one of them counts again. */
  private static final int SHARES = 8;

  /** The assumed number of processes as long as Kafka has not said it. */
  private static final int MANY_PROCESSES = 16;

  private final Function<QueueDefinition, CompletableFuture<QueueCounts>> count;
  private final int maxDelayed;
  private final Supplier<OptionalInt> processes;
  private final LongSupplier nanoTime;
  private final Map<String, Depth> depths = new ConcurrentHashMap<>();

  /** How many messages there are of a kind that has a limit. */
  private static final class Level {
    final AtomicLong now = new AtomicLong();
    volatile long counted;

    void counted(long number, long before) {
      counted = number;
      // Messages sent while counting may or may not be in the count, so they stay added.
      now.addAndGet(number - before);
    }

    boolean isFar(long limit, int processes) {
      return counted <= limit / 2 && (now.get() - counted) * processes * SHARES <= limit;
    }
  }

  private static final class Depth {
    final Level undeleted = new Level();
    final Level delayed = new Level();

    /** Null when there was no count yet. */
    volatile Long countedAt;

    /** Completes with whether it was counted; null when no count is under way. */
    volatile CompletableFuture<Boolean> counting;

    /** When the last of the counts that failed had failed, and the first of them; null for none. */
    volatile Long failedAt;

    volatile Long failingSince;
  }

  /**
   * @param count counts a queue, with all messages that this process knew to be written when it was
   *     asked
   * @param processes how many there are in the cluster; empty when that is not known
   */
  public QueueLimits(
      Function<QueueDefinition, CompletableFuture<QueueCounts>> count,
      int maxDelayed,
      Supplier<OptionalInt> processes) {
    this(count, maxDelayed, processes, System::nanoTime);
  }

  QueueLimits(
      Function<QueueDefinition, CompletableFuture<QueueCounts>> count,
      int maxDelayed,
      Supplier<OptionalInt> processes,
      LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.count = count;
    this.maxDelayed = maxDelayed;
    this.processes = processes;
  }

  /**
   * Completes when so many messages may be sent; refused with HEAP_FULL, TOO_MANY_DELAYED or
   * UNAVAILABLE.
   */
  public CompletableFuture<Void> admit(QueueDefinition queue, int messages, boolean delayed) {
    Depth depth = depths.computeIfAbsent(queue.id(), id -> new Depth());
    long now = nanoTime.getAsLong();
    Long countedAt = depth.countedAt;
    long age = countedAt == null ? Long.MAX_VALUE : now - countedAt;
    Long failingSince = depth.failingSince;
    if (failingSince != null || age > NEAR_NANOS && !(age <= FAR_NANOS && isFar(depth, queue))) {
      recount(queue, depth, now);
    }
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

  public void retain(Set<String> queueIds) {
    depths.keySet().retainAll(queueIds);
  }

  private boolean isFar(Depth depth, QueueDefinition queue) {
    // This process exists, also when Kafka counts none yet.
    int number = Math.max(1, processes.get().orElse(MANY_PROCESSES));
    return depth.undeleted.isFar(queue.attributes().maxMsgHeapNum(), number)
        && depth.delayed.isFar(maxDelayed, number);
  }

  private Refusal take(Depth depth, QueueDefinition queue, int messages, boolean areDelayed) {
    if (depth.undeleted.now.addAndGet(messages) > queue.attributes().maxMsgHeapNum()) {
      depth.undeleted.now.addAndGet(-messages);
      return Refusal.HEAP_FULL;
    }
    if (areDelayed && depth.delayed.now.addAndGet(messages) > maxDelayed) {
      depth.delayed.now.addAndGet(-messages);
      depth.undeleted.now.addAndGet(-messages);
      return Refusal.TOO_MANY_DELAYED;
    }
    return null;
  }

  private CompletableFuture<Boolean> recount(QueueDefinition queue, Depth depth, long now) {
    CompletableFuture<Boolean> underWay = depth.counting;
    if (underWay != null) {
      return underWay;
    }
    CompletableFuture<Boolean> counting = new CompletableFuture<>();
    synchronized (depth) {
      if (depth.counting != null) {
        return depth.counting;
      }
      if (depth.failedAt != null && now - depth.failedAt < COUNT_AGAIN_NANOS) {
        return CompletableFuture.completedFuture(false);
      }
      depth.counting = counting;
    }
    long undeletedBefore = depth.undeleted.now.get();
    long delayedBefore = depth.delayed.now.get();
    counted(queue)
        .whenComplete(
            (counts, failure) -> {
              long then = nanoTime.getAsLong();
              if (failure == null) {
                depth.countedAt = then;
                depth.undeleted.counted(
                    counts.active() + counts.inactive() + counts.delayed(), undeletedBefore);
                depth.delayed.counted(counts.delayed(), delayedBefore);
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
