package io.cmqkafka.facade.bench.growth;

import java.util.ArrayList;
import java.util.List;

/** Samples of one figure in the order of their times. For one thread at a time. */
final class TimeSeries {
  private final List<Double> seconds = new ArrayList<>();
  private final List<Double> values = new ArrayList<>();

  /**
   * @param second on any clock that goes forward, not before the last one's
   */
  void add(double second, double value) {
    seconds.add(second);
    values.add(value);
  }

  int size() {
    return values.size();
  }

  double second(int index) {
    return seconds.get(index);
  }

  double value(int index) {
    return values.get(index);
  }

  /** The largest value, 0 without samples. */
  double max() {
    return values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  /** Whether it was cleared: some value is at most {@code share} of an earlier one. */
  boolean fellTo(double share) {
    double highest = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      if (value <= highest * share) {
        return true;
      }
      highest = Math.max(highest, value);
    }
    return false;
  }
}
