package io.cmqkafka.facade.history;

import io.cmqkafka.facade.history.Fault.Victim;

/**
 * Whatever happens to Kafka and to other servers, a server whose own process is well answers every
 * call: a receive when its wait ends, and all of them at most {@link #REQUEST_TIMEOUT_MS} later;
 * what asks Kafka several things in a row, one after the other, at most twice as late.
 */
final class CallsAreAnswered implements Rule {
  /** The servers' request.timeout.ms. */
  static final long REQUEST_TIMEOUT_MS = 10_000;

  @Override
  public void judge(History history, Findings findings) {
    for (Call call : history.calls()) {
      if (!ownProcessSuffered(history, call)) {
        findings.judged();
        Request request = call.request();
        boolean onMessages =
            request.isSend() || request.isPublish() || request.isReceive() || request.isDelete();
        long limit =
            1_000L * request.waitSeconds()
                + (onMessages ? REQUEST_TIMEOUT_MS : 2 * REQUEST_TIMEOUT_MS)
                + ANSWER_SLACK_MS
                + history.stalled(call.askedAt(), call.answeredAt());
        if (call.answer() == null) {
          findings.broken("no answer: " + call);
        } else if (call.answeredAt() - call.askedAt() > limit) {
          findings.broken("answered after more than " + limit + " ms: " + call);
        }
      }
    }
  }

  private static boolean ownProcessSuffered(History history, Call call) {
    return history.faults().stream()
        .anyMatch(
            fault ->
                fault.kind().victim() == Victim.SERVER
                    && fault.target() == call.server()
                    && fault.overlaps(call.askedAt(), call.answeredAt()));
  }
}
