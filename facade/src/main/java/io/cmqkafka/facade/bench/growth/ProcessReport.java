package io.cmqkafka.facade.bench.growth;

import java.util.List;

/**
 * One process, and what it has.
 *
 * @param metrics the address of its metrics
 */
public record ProcessReport(String metrics, List<Row> resources) {

  /**
   * One resource, in the unit that its label names.
   *
   * @param begin what was there in the quiet moments of the first tenth of the run
   * @param end likewise of the last tenth
   * @param findsFromPerHour the growth that a run like this would find
   * @param fails whether the verdict spoils the run
   */
  public record Row(
      String resource,
      double begin,
      double end,
      double max,
      double perHour,
      double findsFromPerHour,
      String verdict,
      boolean fails) {

    static Row of(Resource resource, TimeSeries series) {
      GrowthRule.Judged judged = resource.judge(series);
      double unit = resource.unit();
      return new Row(
          resource.label(),
          judged.begin() / unit,
          judged.end() / unit,
          judged.max() / unit,
          judged.perHour() / unit,
          judged.findsFromPerHour() / unit,
          judged.verdict().label(),
          resource.failsWith(judged.verdict()));
    }
  }

  /** Whether nothing in it spoils the run. */
  public boolean clean() {
    return resources.stream().noneMatch(Row::fails);
  }
}
