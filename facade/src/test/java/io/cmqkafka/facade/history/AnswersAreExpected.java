package io.cmqkafka.facade.history;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Every answer is one that a client of such a queue expects, or one that says "try again". */
final class AnswersAreExpected implements Rule {
  /** Kafka did not answer in time, or the server has too much to do. */
  private static final Set<Integer> TRY_AGAIN = Set.of(6000, 4420);

  private static final int NO_SUCH_QUEUE = 4440;

  /** Something undeleted is older than the time a rewind was to go back to. */
  private static final String REWIND_TIME = "(10680)";

  private static final Map<String, Set<Integer>> BESIDE_SUCCESS =
      Map.of(
          "ReceiveMessage", Set.of(7000),
          "BatchReceiveMessage", Set.of(7000),
          "DeleteMessage", Set.of(4430),
          "BatchDeleteMessage", Set.of(6010, 6020),
          // Created by a call whose answer was lost; deleted moments ago.
          "CreateQueue", Set.of(4460, 6040),
          "DeleteQueue", Set.of(NO_SUCH_QUEUE));

  @Override
  public void judge(History history, Findings findings) {
    for (Call call : history.calls()) {
      if (call.answer() != null) {
        findings.judged();
        if (!allowed(history, call).contains(call.code())) {
          findings.broken("unexpected: " + call);
        }
      }
    }
  }

  static boolean isSuccess(History history, Call call) {
    return call.answer() != null
        && !TRY_AGAIN.contains(call.code())
        && allowed(history, call).contains(call.code());
  }

  private static Set<Integer> allowed(History history, Call call) {
    Request request = call.request();
    Set<Integer> codes = new HashSet<>(TRY_AGAIN);
    codes.add(0);
    codes.addAll(BESIDE_SUCCESS.getOrDefault(request.action(), Set.of()));
    if (call.answer().text().startsWith(REWIND_TIME)) {
      codes.add(4000);
    }
    if (history.isRetired(request.queue()) || isShortLived(request.queue())) {
      codes.add(NO_SUCH_QUEUE);
    }
    return codes;
  }

  /** A server may hear of a new queue a moment later than another one. */
  private static boolean isShortLived(String queue) {
    return !QueueLife.nameOf(queue).equals(queue);
  }
}
