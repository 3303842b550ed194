package io.cmqkafka.facade.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A steady beat. A beat that was missed is not made up for. For one thread. */
final class Pace {
  private final long interval;
  private long next = System.nanoTime();

  Pace(int perSecond) {
    interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
  }

  void awaitNext() {
    next = Math.max(next + interval, System.nanoTime());
    long left = next - System.nanoTime();
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(left);
      left = next - System.nanoTime();
    }
  }
}
