package io.cmqkafka.facade.bench;

import java.time.Duration;

/** The stretch of time that is measured, in {@link System#nanoTime}. Can be cut short. */
final class Window {
  private final long from;
  private volatile long to;

  Window(long now, Duration warmUp, Duration duration) {
    from = now + warmUp.toNanos();
    to = from + duration.toNanos();
  }

  long from() {
    return from;
  }

  long to() {
    return to;
  }

  boolean contains(long nanoTime) {
    return nanoTime - from >= 0 && nanoTime - to < 0;
  }

  boolean over(long nanoTime) {
    return nanoTime - to >= 0;
  }

  void endAt(long nanoTime) {
    if (nanoTime - to < 0) {
      to = nanoTime;
    }
  }
}
