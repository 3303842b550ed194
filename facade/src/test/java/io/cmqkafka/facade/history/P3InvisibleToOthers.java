package io.cmqkafka.facade.history;

import io.cmqkafka.facade.history.History.Delivery;
import java.util.List;

/**
 * P3. A message's next delivery was decided upon, and reached its receiver, after the visibility of
 * the one before had ended: by the server's log time exactly, by the clients' clock with slack.
 * Deliveries that nobody saw only lie in between. Its count rises with each of them, unless it was
 * deleted and the queue rewound.
 */
final class P3InvisibleToOthers implements Rule {
  @Override
  public void judge(History history, Findings findings) {
    for (List<Delivery> deliveries : history.deliveriesByMessage().values()) {
      findings.judged();
      boolean rewindable = history.queue(deliveries.get(0).message().queue()).rewindable();
      for (int i = 1; i < deliveries.size(); i++) {
        Delivery first = deliveries.get(i - 1);
        Delivery next = deliveries.get(i);
        if (next.handle().serial() == first.handle().serial()) {
          findings.broken("one delivery to two receivers: " + first + ", " + next);
        } else if (rewindable && mayBeDeletedBetween(history, first, next)) {
          continue;
        } else if (next.decidedAt() < first.handle().until()
            || next.answeredAt() < first.handle().until() - CLOCK_SLACK_MS) {
          findings.broken("delivered while invisible: " + first + ", " + next);
        } else if (next.count() <= first.count()) {
          findings.broken("delivered again and not counted: " + first + ", " + next);
        }
      }
    }
  }

  /** A deleted message ends its visibility; only a rewind can bring it back, which P2 judges. */
  private static boolean mayBeDeletedBetween(History history, Delivery first, Delivery next) {
    return history.deletes().stream()
        .anyMatch(
            delete ->
                delete.of().equals(first)
                    && delete.outcome() != History.Outcome.REFUSED
                    && delete.askedAt() <= next.answeredAt());
  }
}
