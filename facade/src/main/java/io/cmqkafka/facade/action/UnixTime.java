package io.cmqkafka.facade.action;

/** CMQ's times on the wire: whole Unix seconds. */
final class UnixTime {
  /** The last second of the year 9999: later than any message, and safe to reckon with. */
  static final long FAR_FUTURE = 253_402_300_799L;

  private UnixTime() {}

  /** The second in which this millisecond lies. */
  static long seconds(long epochMs) {
    return Math.floorDiv(epochMs, 1_000);
  }
}
