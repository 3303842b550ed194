package io.cmqkafka.facade.history;

/**
 * Epoch milliseconds that never go back, whatever is done to the system's clock: read once and
 * counted on from there.
 */
public final class Clock {
  private final long epochMillis = System.currentTimeMillis();
  private final long nanos = System.nanoTime();

  /** Rounded down: for the beginning of something. */
  public long before() {
    return epochMillis + Math.floorDiv(System.nanoTime() - nanos, 1_000_000L);
  }

  /** Rounded up: for the end of something. */
  public long after() {
    return epochMillis + Math.floorDiv(System.nanoTime() - nanos + 999_999, 1_000_000L);
  }
}
