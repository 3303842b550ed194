package io.cmqkafka.facade.bench;

import io.cmqkafka.facade.bench.growth.ProcessReport;
import java.util.Locale;

/** The result as a person reads it. */
final class ResultTable {
  private ResultTable() {}

  static String of(Result result) {
    StringBuilder out = new StringBuilder();
    line(
        out,
        "%s on %s: %d connections%s, %d byte bodies, batches of %d, %d queue%s",
        result.workload(),
        result.endpoint(),
        result.connections(),
        uses(result.fanOut()),
        result.bodySize(),
        result.batch(),
        result.queues().size(),
        result.queues().size() == 1 ? "" : "s");
    line(
        out,
        "rate %,.0f messages/s (%,d messages in %.1f s)",
        result.rate(),
        result.messages(),
        result.seconds());
    if (result.fanOut() != null) {
      Result.FanOut fanOut = result.fanOut();
      line(
          out,
          "delivered to %d subscribers by %d receivers; %d publishers: %,.0f publishes/s (%,d)",
          fanOut.subscribers(),
          fanOut.receivers(),
          fanOut.publishers(),
          fanOut.rate(),
          fanOut.published());
    }
    line(out, "");
    line(
        out,
        "%-18s %12s %10s %10s %10s %10s",
        "step (ms)",
        "requests",
        "p50",
        "p99",
        "p99.9",
        "max");
    result
        .steps()
        .forEach(
            (label, step) ->
                line(
                    out,
                    "%-18s %,12d %10.2f %10.2f %10.2f %10.2f",
                    label,
                    step.count(),
                    step.p50(),
                    step.p99(),
                    step.p999(),
                    step.max()));
    line(out, "");
    if (result.soak() != null) {
      soak(out, result.soak());
    }
    line(
        out,
        "lost %s, duplicated %d, early %s (redelivered %d, empty receives %,d)",
        result.lost() == null ? "not checked" : result.lost(),
        result.duplicated(),
        result.early() == null ? "not checked" : result.early(),
        result.redelivered(),
        result.emptyReceives());
    if (result.foreign() > 0) {
      line(out, "%,d messages of somebody else were received and left alone", result.foreign());
    }
    if (result.errors().isEmpty()) {
      line(out, "no errors");
    } else {
      line(out, "errors:");
      result.errors().forEach((kind, count) -> line(out, "%,10d  %s", count, kind));
    }
    result.notes().forEach(note -> line(out, "note: %s", note));
    return out.toString();
  }

  /** For which the connections are, where --connections names a part of them. */
  private static String uses(Result.FanOut fanOut) {
    return fanOut == null
        ? ""
        : String.format(
            Locale.ROOT, " (%d publish, %d receive)", fanOut.publishers(), fanOut.receivers());
  }

  private static void soak(StringBuilder out, SoakResult soak) {
    for (ProcessReport process : soak.processes()) {
      line(out, "%s, %,d samples", process.metrics(), soak.samples());
      line(
          out,
          "%-27s %12s %12s %12s %12s %12s  %s",
          "resource",
          "begin",
          "end",
          "max",
          "per hour",
          "finds from",
          "verdict");
      for (ProcessReport.Row row : process.resources()) {
        line(
            out,
            "%-27s %,12.1f %,12.1f %,12.1f %+,12.1f %,12.1f  %s",
            row.resource(),
            row.begin(),
            row.end(),
            row.max(),
            row.perHour(),
            row.findsFromPerHour(),
            row.verdict());
      }
      line(out, "");
    }
    if (soak.pushes() != null) {
      line(out, "%,d pushes came", soak.pushes());
    }
  }

  private static void line(StringBuilder out, String format, Object... arguments) {
    out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
