package io.cmqkafka.facade.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a run found out; also the shape of the JSON output.
 *
 * @param connections all of them, with a topic those of publishers and of receivers
 * @param messages that went all the way within the measured seconds
 * @param rate messages a second
 * @param soak null if the workload does not sample the server
 * @param steps by label, in milliseconds
 * @param fanOut null if the workload does not publish
 * @param lost null if not everything was looked for
 * @param early delayed messages before their due time, and messages before the end of their
 *     visibility; null if the workload does not look for them
 */
record Result(
    String workload,
    String endpoint,
    List<String> queues,
    int connections,
    int bodySize,
    int batch,
    double seconds,
    long messages,
    double rate,
    FanOut fanOut,
    SoakResult soak,
    Map<String, StepResult> steps,
    Map<String, Long> errors,
    Long lost,
    long duplicated,
    Long early,
    long redelivered,
    long emptyReceives,
    long foreign,
    List<String> notes) {

  /** Times of one step in milliseconds. */
  record StepResult(long count, double p50, double p99, double p999, double max) {
    static StepResult of(Histogram micros) {
      return new StepResult(
          micros.getTotalCount(),
          micros.getValueAtPercentile(50) / 1000.0,
          micros.getValueAtPercentile(99) / 1000.0,
          micros.getValueAtPercentile(99.9) / 1000.0,
          micros.getMaxValue() / 1000.0);
    }
  }

  /**
   * What the copies that {@link Result#messages} counts are copies of.
   *
   * @param published messages acknowledged within the measured seconds
   * @param rate of those a second
   */
  record FanOut(int publishers, int receivers, int subscribers, long published, double rate) {}

  static Result of(BenchRun run) {
    Workload workload = run.workload();
    Tally tally = run.tally();
    List<String> notes = new ArrayList<>(run.notes());
    Map<Step, Histogram> times = tally.measuredTimes();
    long messages = tally.doneInWindow();
    long nanos = run.window().to() - run.window().from();
    if (messages == 0 && tally.done() > 0) {
      notes.add("It was over before the warm-up was: the figures are the warm-up's.");
      times = tally.warmUpTimes();
      messages = tally.done();
      nanos = tally.lastDoneAt() - tally.firstDoneAt();
    }
    double seconds = Math.max(0, nanos / 1e9);
    Map<String, StepResult> steps = new LinkedHashMap<>();
    times.forEach((step, micros) -> steps.put(step.label(), StepResult.of(micros)));
    Histogram publishes = times.getOrDefault(Step.PUBLISH, new Histogram(3));
    return new Result(
        workload.name(),
        workload.target.endpoint.toString(),
        run.queues().names(),
        workload.allConnections(),
        workload.bodySize,
        workload.batch(),
        seconds,
        messages,
        seconds > 0 ? messages / seconds : 0,
        workload.fanOut(publishes.getTotalCount(), seconds),
        workload.soak(),
        steps,
        tally.errorKinds(),
        workload.drained(run) ? run.ledger().unreceived() : null,
        run.ledger().duplicated(),
        workload.findsEarly() ? tally.earlyMessages() : null,
        run.ledger().redelivered(),
        tally.emptyReceives(),
        tally.foreign(),
        notes);
  }

  /** Whether nothing went wrong. */
  boolean clean() {
    return errors.isEmpty()
        && (lost == null || lost == 0)
        && duplicated == 0
        && (early == null || early == 0)
        && (soak == null || soak.clean());
  }
}
