package io.cmqkafka.facade.http;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets a line a second be logged of what may happen thousands of times, and knows how many were
 * left out since the last one. Any thread may call.
 */
final class LinePace {
  /** No line now. */
  static final long LATER = -1;

  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanoTime;

  // Guarded by this.
  private long due;
  private long leftOut;

  LinePace(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.due = nanoTime.getAsLong();
  }

  /** For one that happened: {@link #LATER}, and it is left out, or how many were before it. */
  synchronized long next() {
    long before = take();
    leftOut += before == LATER ? 1 : 0;
    return before;
  }

  /** For a line about those alone that were left out: {@link #LATER}, or how many these are. */
  synchronized long rest() {
    return leftOut == 0 ? LATER : take();
  }

  private long take() {
    long now = nanoTime.getAsLong();
    if (now - due < 0) {
      return LATER;
    }
    due = now + PERIOD_NANOS;
    long taken = leftOut;
    leftOut = 0;
    return taken;
  }
}
