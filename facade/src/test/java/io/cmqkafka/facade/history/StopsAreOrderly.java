package io.cmqkafka.facade.history;

import io.cmqkafka.facade.history.Fault.Kind;

/**
 * A server that is asked to stop ends with exit code 0 and answers what it was asked before. While
 * Kafka is in trouble too it may end with 1, but it ends.
 */
final class StopsAreOrderly implements Rule {
  /** Who asks this shortly before the signal may find that it was sent first. */
  private static final long SIGNAL_SLACK_MS = 100;

  /** The servers' shutdown.grace.ms, and the 15 s after which they end in any case. */
  private static final long STOP_MS = 20_000;

  private static final int FAILED = 1;

  @Override
  public void judge(History history, Findings findings) {
    for (Fault stop : history.faults()) {
      if (stop.kind() == Kind.SERVER_STOPPED) {
        findings.judged();
        boolean alone =
            history.faults().stream()
                .noneMatch(
                    other ->
                        other != stop
                            && other.overlaps(stop.from() - SETTLE_MS, stop.from() + STOP_MS));
        if (stop.exitCode() != 0 && (alone || stop.exitCode() != FAILED)) {
          findings.broken("exit code " + stop.exitCode() + ": " + stop);
        }
        if (alone) {
          judgeCalls(history, stop, findings);
        }
      }
    }
  }

  private static void judgeCalls(History history, Fault stop, Findings findings) {
    for (Call call : history.calls()) {
      if (call.server() == stop.target()
          && call.askedAt() < stop.from() - SIGNAL_SLACK_MS
          && call.answeredAt() > stop.from()) {
        findings.judged();
        if (!AnswersAreExpected.isSuccess(history, call)) {
          findings.broken("in progress when its server was asked to stop: " + call);
        }
      }
    }
  }
}
