package io.cmqkafka.facade.history;

import io.cmqkafka.facade.history.Fault.Kind;

/**
 * When one server is killed or stopped and nothing else goes wrong, the others take its work over
 * soon: every call to them is answered well, at the latest so long after the kill, or so much later
 * than it had to wait anyway. A call that was asked before the kill, or in the second after it, may
 * run out of its own time before that is over, and is refused then.
 */
final class WorkIsTakenOver implements Rule {
  /** After a kill Kafka first waits for the end of the server's consumer session. */
  static final long AFTER_KILL_MS = 10_000;

  static final long AFTER_STOP_MS = 1_000;

  @Override
  public void judge(History history, Findings findings) {
    for (Fault fault : history.faults()) {
      boolean alone =
          history.faults().stream()
              .noneMatch(
                  other -> other != fault && other.overlaps(fault.from() - SETTLE_MS, fault.to()));
      if (alone && (fault.kind() == Kind.SERVER_KILLED || fault.kind() == Kind.SERVER_STOPPED)) {
        history.calls().stream()
            .filter(call -> call.server() != fault.target())
            .filter(call -> fault.overlaps(call.askedAt(), call.answeredAt()))
            .forEach(call -> judge(history, fault, call, findings));
      }
    }
  }

  private static void judge(History history, Fault fault, Call call, Findings findings) {
    long due = call.askedAt() + 1_000L * call.request().waitSeconds();
    long takenOver =
        fault.kind() == Kind.SERVER_KILLED
            ? fault.from() + AFTER_KILL_MS
            : call.askedAt() + AFTER_STOP_MS;
    findings.judged();
    long late =
        call.answeredAt()
            - Math.max(due, takenOver)
            - ANSWER_SLACK_MS
            - history.stalled(call.askedAt(), call.answeredAt());
    if (late > 0 || !AnswersAreExpected.isSuccess(history, call) && !ranOutOfTime(call)) {
      findings.broken("beside " + fault + ": " + call);
    }
  }

  private static boolean ranOutOfTime(Call call) {
    return call.answer() != null
        && call.answeredAt() - call.askedAt()
            >= CallsAreAnswered.REQUEST_TIMEOUT_MS + 1_000L * call.request().waitSeconds();
  }
}
