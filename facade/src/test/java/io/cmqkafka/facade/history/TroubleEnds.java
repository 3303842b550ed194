package io.cmqkafka.facade.history;

/** A while after the last fault everything works at the first attempt, without anybody's help. */
final class TroubleEnds implements Rule {
  @Override
  public void judge(History history, Findings findings) {
    for (Call call : history.calls()) {
      if (!history.anyFault(call.askedAt() - SETTLE_MS, call.answeredAt())) {
        findings.judged();
        if (!AnswersAreExpected.isSuccess(history, call)) {
          findings.broken("in spite of peace: " + call);
        }
      }
    }
  }
}
