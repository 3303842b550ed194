package io.cmqkafka.facade.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A steady beat. A beat that was missed is not made up for. For one thread. */
final class Pace {
  /** How long the end of a run may stay unnoticed between two beats. */
  private static final long MAX_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final long interval;
  private long next;

  Pace(int perSecond) {
    interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
    next = System.nanoTime();
  }

  /**
   * @param interval between beats in nanoseconds; with 0 there is always a beat
   * @param first when the first beat is, in {@link System#nanoTime}
   */
  Pace(long interval, long first) {
    this.interval = interval;
    this.next = first - interval;
  }

  void awaitNext() {
    awaitNext(() -> true);
  }

  /** Whether {@code isRunning} held until the beat and holds now. */
  boolean awaitNext(BooleanSupplier isRunning) {
    next = Math.max(next + interval, System.nanoTime());
    long left = next - System.nanoTime();
    while (left > 0 && isRunning.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(Math.min(left, MAX_PARK_NANOS));
      left = next - System.nanoTime();
    }
    return isRunning.getAsBoolean();
  }
}
