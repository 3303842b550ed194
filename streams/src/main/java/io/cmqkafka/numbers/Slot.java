package io.cmqkafka.numbers;

import io.cmqkafka.Numbers.Span;

/** Periods of 10 s of log time, numbered from the epoch on: the same ones for all processes. */
final class Slot {
  static final long MS = Span.HOUR.periodMs();

  /** So many slots are one period of the longer span. */
  static final int PER_LONG_PERIOD = (int) (Span.DAY.periodMs() / MS);

  private Slot() {}

  /** The slot that this time, epoch ms, is in. */
  static long at(long timeMs) {
    return Math.floorDiv(timeMs, MS);
  }

  /** The first period of the longer span that does not begin before this slot. */
  static long firstLongPeriod(long slot) {
    return -Math.floorDiv(-slot, PER_LONG_PERIOD);
  }

  static long endMs(long slot) {
    return (slot + 1) * MS;
  }
}
