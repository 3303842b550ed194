package io.cmqkafka.view;

import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Futures that complete when the follower of a log has read all that is there now. One round is
 * under way at a time. Callers who come meanwhile share the next round, because the log's end that
 * was asked for this round may lie before the record they need. So the log's end is asked once a
 * round, however many callers there are.
 *
 * <p>{@link #ask} may be called on any thread, the rest is for the follower's.
 */
final class CatchUps {
  /** A round that takes longer counts as failed, because a fetch that fails does not say so. */
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
   * @param wakeUp wakes a follower that waits for records. Not called while a round is under way,
   *     so that a new caller does not disturb earlier ones
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
    // A copy, so that a caller who cancels does not cancel for the others.
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

  /**
   * Whether the follower must begin a round before it waits for records, since nothing will wake
   * it.
   */
  synchronized boolean isDue() {
    return underWay == null && next != null;
  }

  synchronized boolean isUnderWay() {
    return underWay != null;
  }

  synchronized void end(long found) {
    end = found;
  }

  /** Takes note that everything before this offset has been read and told to every listener. */
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

  /** Fails all callers, and all that come later. */
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
