package io.cmqkafka.facade.bench.growth;

import java.util.Arrays;

/**
 * Tells a figure that grows without bound from one that is noisy, goes up and down, fills up and
 * stays, or makes a step. Judge it after a warm-up.
 *
 * <p>The samples are cut into {@value #WINDOWS} windows of equally many. Of each only the low
 * counts (the 20th percentile), because what leaks is what is left over in the quiet moments, such
 * as right after a garbage collection. Three figures come from the lows:
 *
 * <ul>
 *   <li><i>rise</i>: how much the last {@value #LATE} windows rise from the first to the last of
 *       them, by the median of the slopes between any two (Theil and Sen), which one odd window
 *       does not change;
 *   <li><i>rise without its largest step</i>: the difference of the first and the last of those
 *       windows, less the largest rise from one window to the next. What has made one step, such as
 *       a pool of threads, has nothing left;
 *   <li><i>last rise</i>: as the rise, of the last {@value #LAST} windows only. What fills up and
 *       flattens has little left.
 * </ul>
 *
 * <p>The figure grows if the rise is more than the allowance, and each of the other two is more
 * than half of it. The allowance is the larger of an absolute one and a share of the low at which
 * the last {@value #LATE} windows begin. It does not depend on the length of the run: the longer
 * the run, the slower the growth that is found ({@link Judged#findsFromPerHour}).
 *
 * <p>A run of fewer than {@value #MIN_SAMPLES} samples is too short to judge.
 *
 * @param absolute in the unit of the figure
 * @param relative a share, such as 0.1
 */
record GrowthRule(double absolute, double relative) {
  static final int WINDOWS = 10;
  static final int MIN_SAMPLES = 30;
  private static final int LATE = 6;
  private static final int LAST = 4;
  private static final double LOW = 0.2;

  /**
   * @param begin the low of the first window, the first sample in a run that is too short
   * @param end the low of the last window, likewise
   * @param max of all samples
   * @param perHour the slope of the last windows
   * @param findsFromPerHour the slope beyond which a steady growth is found in a run like this
   */
  record Judged(
      GrowthVerdict verdict,
      double begin,
      double end,
      double max,
      double perHour,
      double findsFromPerHour) {}

  Judged judge(TimeSeries series) {
    if (series.size() < MIN_SAMPLES) {
      int size = series.size();
      return new Judged(
          GrowthVerdict.TOO_SHORT,
          size == 0 ? 0 : series.value(0),
          size == 0 ? 0 : series.value(size - 1),
          series.max(),
          0,
          0);
    }
    double[] lows = lows(series);
    double begin = lows[WINDOWS - LATE];
    double allowance = Math.max(absolute, relative * Math.abs(begin));
    double slope = slope(lows, WINDOWS - LATE);
    boolean grows =
        slope * (LATE - 1) > allowance
            && lows[WINDOWS - 1] - begin - largestStep(lows) > allowance / 2
            && slope(lows, WINDOWS - LAST) * (LAST - 1) > allowance / 2;
    double windowsPerHour = 3600 * WINDOWS / (series.second(series.size() - 1) - series.second(0));
    return new Judged(
        grows ? GrowthVerdict.GROWS : GrowthVerdict.STEADY,
        lows[0],
        lows[WINDOWS - 1],
        series.max(),
        slope * windowsPerHour,
        allowance / (LATE - 1) * windowsPerHour);
  }

  private static double[] lows(TimeSeries series) {
    double[] lows = new double[WINDOWS];
    for (int window = 0; window < WINDOWS; window++) {
      int first = series.size() * window / WINDOWS;
      double[] values = new double[series.size() * (window + 1) / WINDOWS - first];
      for (int i = 0; i < values.length; i++) {
        values[i] = series.value(first + i);
      }
      Arrays.sort(values);
      lows[window] = values[(int) (LOW * (values.length - 1))];
    }
    return lows;
  }

  /**
   * The rise from one window to the next: the median of the slopes between any two windows.
   *
   * @param from the first window that counts
   */
  private static double slope(double[] lows, int from) {
    int count = lows.length - from;
    double[] slopes = new double[count * (count - 1) / 2];
    int next = 0;
    for (int a = from; a < lows.length; a++) {
      for (int b = a + 1; b < lows.length; b++) {
        slopes[next++] = (lows[b] - lows[a]) / (b - a);
      }
    }
    Arrays.sort(slopes);
    int half = slopes.length / 2;
    return slopes.length % 2 == 1 ? slopes[half] : (slopes[half - 1] + slopes[half]) / 2;
  }

  private static double largestStep(double[] lows) {
    double largest = 0;
    for (int window = WINDOWS - LATE + 1; window < WINDOWS; window++) {
      largest = Math.max(largest, lows[window] - lows[window - 1]);
    }
    return largest;
  }
}
