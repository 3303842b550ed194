package io.cmqkafka.log;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Says when a line may be logged again of what may happen thousands of times a second. */
final class Seldom {
  private final LongSupplier nanoTime;
  private final long periodNanos;
  private final AtomicLong next;

  /** Once a second. */
  Seldom(LongSupplier nanoTime) {
    this(nanoTime, 1);
  }

  Seldom(LongSupplier nanoTime, int periodSeconds) {
    this.nanoTime = nanoTime;
    this.periodNanos = TimeUnit.SECONDS.toNanos(periodSeconds);
    this.next = new AtomicLong(nanoTime.getAsLong());
  }

  /** True at most once in the period. Thread-safe. */
  boolean isDue() {
    long now = nanoTime.getAsLong();
    long due = next.get();
    return now - due >= 0 && next.compareAndSet(due, now + periodNanos);
  }
}
