package io.cmqkafka.facade.bench;

import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** One histogram per step, in microseconds with three digits. For one thread. */
final class StepTimes {
  private final Map<Step, Histogram> histograms = new EnumMap<>(Step.class);

  void record(Step step, long nanos) {
    histograms.computeIfAbsent(step, s -> new Histogram(3)).recordValue(Math.max(0, nanos / 1_000));
  }

  void addAll(StepTimes other) {
    other.histograms.forEach(
        (step, times) -> histograms.computeIfAbsent(step, s -> new Histogram(3)).add(times));
  }

  boolean isEmpty() {
    return histograms.isEmpty();
  }

  Map<Step, Histogram> histograms() {
    return histograms;
  }
}
