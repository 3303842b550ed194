package io.cmqkafka.facade.history;

/**
 * A receive that waits is answered when its wait ends, if nothing was done to anybody since a while
 * before it was asked for. In the middle of faults {@link CallsAreAnswered} says what it may take.
 */
final class WaitsEndInTime implements Rule {
  @Override
  public void judge(History history, Findings findings) {
    for (Call call : history.calls()) {
      if (call.request().isReceive() && call.answer() != null) {
        long due =
            call.askedAt()
                + 1_000L * call.request().waitSeconds()
                + ANSWER_SLACK_MS
                + history.stalled(call.askedAt(), call.answeredAt());
        if (!history.anyFault(call.askedAt() - SETTLE_MS, Math.min(due, call.answeredAt()))) {
          findings.judged();
          if (call.answeredAt() > due) {
            findings.broken("late: " + call);
          }
        }
      }
    }
  }
}
