package io.cmqkafka.streams;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps stream threads that die again and again from being replaced in a tight loop. The first is
 * replaced at once; each that dies within a minute of the last waits twice as long as that one,
 * from 200 ms to 10 s. Thread-safe.
 */
final class ReplacementDelay {
  private static final long FIRST_MS = 200;
  private static final long LONGEST_MS = 10_000;
  private static final long CALM_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier nanoTime;
  private final CountDownLatch closed = new CountDownLatch(1);
  private long nextMs;
  private long calmAt;

  ReplacementDelay(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.calmAt = nanoTime.getAsLong();
  }

  /** How long a thread that dies now is to wait, ms. */
  synchronized long next() {
    long now = nanoTime.getAsLong();
    long delay = now - calmAt >= 0 ? 0 : nextMs;
    nextMs = delay == 0 ? FIRST_MS : Math.min(LONGEST_MS, 2 * delay);
    calmAt = now + CALM_NANOS;
    return delay;
  }

  /** Waits on the thread that dies, which keeps its tasks meanwhile; {@link #close} ends it. */
  void await(long delayMs) {
    try {
      closed.await(delayMs, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void close() {
    closed.countDown();
  }
}
