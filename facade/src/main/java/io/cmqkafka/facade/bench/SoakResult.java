package io.cmqkafka.facade.bench;

import java.util.List;

/**
 * What a soak saw in the processes of the server.
 *
 * @param samples taken of each process after the warm-up
 * @param pushes that came; null without a listener
 * @param processes one for each address
 */
record SoakResult(int samples, Long pushes, List<Process> processes) {

  /** One process, and what it has. */
  record Process(String metrics, List<Row> resources) {}

  /**
   * One resource, in the unit that its label names.
   *
   * @param begin what was there in the quiet moments of the first tenth of the run
   * @param end likewise of the last tenth
   * @param findsFromPerHour the growth that a run like this would find
   * @param fails whether the verdict spoils the run
   */
  record Row(
      String resource,
      double begin,
      double end,
      double max,
      double perHour,
      double findsFromPerHour,
      String verdict,
      boolean fails) {

    static Row of(Resource resource, Series series) {
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

  boolean clean() {
    return processes.stream()
        .flatMap(process -> process.resources().stream())
        .noneMatch(Row::fails);
  }
}
