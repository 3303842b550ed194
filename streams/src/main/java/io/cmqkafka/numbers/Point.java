package io.cmqkafka.numbers;

import io.cmqkafka.Measure;
import java.util.Arrays;

/** The numbers of one period, an array by {@link Measure#ordinal}. */
final class Point {
  private static final Measure[] MEASURES = Measure.values();
  static final long[] ZERO = zeros();

  private Point() {}

  static long[] zeros() {
    return new long[MEASURES.length];
  }

  static boolean isZero(long[] point) {
    return Arrays.equals(point, ZERO);
  }

  /** Adds what is told of another part of the same queue. */
  static void add(long[] sum, long[] part) {
    for (Measure measure : MEASURES) {
      int i = measure.ordinal();
      if (measure == Measure.OLDEST_VISIBLE) {
        sum[i] = older(sum[i], part[i]);
      } else if (sum[i] == Measure.UNKNOWN || part[i] == Measure.UNKNOWN) {
        sum[i] = Measure.UNKNOWN;
      } else {
        sum[i] += part[i];
      }
    }
  }

  private static long older(long one, long other) {
    if (one > 0 && other > 0) {
      return Math.min(one, other);
    }
    // An age that is known beside one that is not is told.
    return one > 0 || other > 0 ? Math.max(one, other) : Math.min(one, other);
  }

  /**
   * Makes one point of several in a row, in place.
   *
   * @param next a point after those that the sum is made of
   */
  static void follow(long[] sum, long[] next) {
    for (Measure measure : MEASURES) {
      int i = measure.ordinal();
      sum[i] = measure.isCount() ? sum[i] + next[i] : next[i];
    }
  }
}
