package io.cmqkafka.view;

import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Who waits for a follower of a log to have read all that is there. One round is under way at a
 * time; who comes meanwhile shares the next one, since the end that was asked for this one may lie
 * before what they are after. So the log's end is asked no more often than rounds take, however
 * many ask.
 *
 * <p>{@link #ask} may be called on any thread, the rest is for the follower's.
 */
final class CatchUps {
  /** A round that takes longer has failed: fetches that fail do not say so. */
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long UNKNOWN = -1;

  private final LongSupplier nanoTime;
  private CompletableFuture<Void> underWay;
  private CompletableFuture<Void> next;
  private long end = UNKNOWN;
  private long began;
  private boolean closed;

  CatchUps(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * @param wakeUp for a follower that waits for records and would not look; not called while it is
   *     at work on a round, lest one who asks disturb those before
   * @return refused as UNAVAILABLE when the round fails
   */
  CompletableFuture<Void> ask(Runnable wakeUp) {
    CompletableFuture<Void> asked;
    synchronized (this) {
      if (closed) {
        return CompletableFuture.failedFuture(new RefusedException(Refusal.UNAVAILABLE));
      }
      if (next == null) {
        next = new CompletableFuture<>();
        if (underWay == null) {
          wakeUp.run();
        }
      }
      asked = next;
    }
    // A copy, so that one who gives up does so for nobody else.
    return asked.copy();
  }

  /** Begins a round if there is none and one is due. Returns whether it needs the log's end. */
  synchronized boolean needsEnd() {
    if (isDue()) {
      underWay = next;
      next = null;
      end = UNKNOWN;
      began = nanoTime.getAsLong();
    }
    return underWay != null && end == UNKNOWN;
  }

  /** Whether the follower has to begin a round before it waits for records: nobody wakes it up. */
  synchronized boolean isDue() {
    return underWay == null && next != null;
  }

  synchronized boolean isUnderWay() {
    return underWay != null;
  }

  synchronized void end(long found) {
    end = found;
  }

  /** Everything before this offset has been read, and whoever follows was told. */
  void readUpTo(long position) {
    CompletableFuture<Void> over;
    boolean reached;
    synchronized (this) {
      reached = end != UNKNOWN && position >= end;
      if (underWay == null || !reached && nanoTime.getAsLong() - began < LIMIT_NANOS) {
        return;
      }
      over = takeUnderWay();
    }
    if (reached) {
      over.complete(null);
    } else {
      fail(over);
    }
  }

  /** The round under way has failed; the next one has its own chance. */
  void fail() {
    CompletableFuture<Void> failed;
    synchronized (this) {
      failed = takeUnderWay();
    }
    fail(failed);
  }

  /** Fails all, and who comes later. */
  void close() {
    CompletableFuture<Void> waiting;
    synchronized (this) {
      closed = true;
      waiting = next;
      next = null;
    }
    fail();
    fail(waiting);
  }

  private CompletableFuture<Void> takeUnderWay() {
    CompletableFuture<Void> taken = underWay;
    underWay = null;
    end = UNKNOWN;
    return taken;
  }

  private static void fail(CompletableFuture<Void> one) {
    if (one != null) {
      one.completeExceptionally(new RefusedException(Refusal.UNAVAILABLE));
    }
  }
}
