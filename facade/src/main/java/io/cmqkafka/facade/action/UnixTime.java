package io.cmqkafka.facade.action;

/** CMQ's times on the wire: whole Unix seconds. */
final class UnixTime {
  private UnixTime() {}

  /** The second in which this millisecond lies. */
  static long seconds(long epochMs) {
    return Math.floorDiv(epochMs, 1_000);
  }
}
