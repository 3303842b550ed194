package io.cmqkafka.facade.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a run found out; also the shape of the JSON output.
 *
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
    FanOutResult fanOut,
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
  record FanOutResult(int publishers, int receivers, int subscribers, long published, double rate) {
    static FanOutResult of(BenchRun run, StepTimes times, double seconds) {
      Settings settings = run.settings();
      Histogram publishes = times.histograms().get(Step.PUBLISH);
      long published = publishes == null ? 0 : publishes.getTotalCount() * settings.batch();
      return new FanOutResult(
          settings.connections(),
          settings.receivers(),
          run.queues().count(),
          published,
          seconds > 0 ? published / seconds : 0);
    }
  }

  static Result of(BenchRun run) {
    Tally all = new Tally();
    run.tallies().forEach(all::addAll);
    List<String> notes = new ArrayList<>(run.notes());
    Window window = run.window();
    StepTimes times = all.measuredTimes();
    long messages = all.doneInWindow();
    long from = window.from();
    long to = window.to();
    boolean drain = run.settings().workload() == WorkloadName.DRAIN;
    if (drain && all.done() > 0 && all.lastDoneAt() - to < 0) {
      to = all.lastDoneAt();
    }
    if (messages == 0 && all.done() > 0) {
      notes.add("It was over before the warm-up was: the figures are the warm-up's.");
      times = all.warmUpTimes();
      messages = all.done();
      from = all.firstDoneAt();
      to = all.lastDoneAt();
    }
    double seconds = Math.max(0, (to - from) / 1e9);
    Map<String, StepResult> steps = new LinkedHashMap<>();
    times.histograms().forEach((step, micros) -> steps.put(step.label(), StepResult.of(micros)));
    boolean lookedForEarly = run.settings().lateness();
    Settings settings = run.settings();
    return new Result(
        settings.workload().toString(),
        settings.endpoint().toString(),
        run.queues().names(),
        settings.workload() == WorkloadName.LONGPOLL
            ? settings.receivers() + 1
            : run.lanes().size(),
        settings.bodySize(),
        settings.batch(),
        seconds,
        messages,
        seconds > 0 ? messages / seconds : 0,
        settings.workload() == WorkloadName.PUBLISH ? FanOutResult.of(run, times, seconds) : null,
        run.workload().soak(),
        steps,
        all.errorKinds(),
        run.workload().drained(run) ? run.ledger().unreceived() : null,
        run.ledger().duplicated(),
        lookedForEarly ? all.earlyMessages() : null,
        run.ledger().redelivered(),
        all.emptyReceives(),
        all.foreign(),
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
