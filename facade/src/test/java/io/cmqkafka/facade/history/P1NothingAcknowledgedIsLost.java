package io.cmqkafka.facade.history;

import io.cmqkafka.facade.history.History.Delete;
import io.cmqkafka.facade.history.History.Delivery;
import io.cmqkafka.facade.history.History.MessageKey;
import io.cmqkafka.facade.history.History.Outcome;
import io.cmqkafka.facade.history.History.Sent;
import java.util.HashSet;
import java.util.Set;

/**
 * P1: what was acknowledged is delivered, and what was delivered comes again until a delete may
 * have succeeded. Publications are P6's.
 */
final class P1NothingAcknowledgedIsLost implements Rule {
  @Override
  public void judge(History history, Findings findings) {
    Set<String> delivered = new HashSet<>();
    history.deliveries().forEach(delivery -> delivered.add(delivery.body()));
    for (Sent sent : history.sent()) {
      if (sent.acknowledged() && !sent.published() && !history.isRetired(sent.to())) {
        findings.judged();
        if (!delivered.contains(sent.body())) {
          findings.broken("acknowledged and never delivered: " + sent);
        }
      }
    }
    Set<MessageKey> perhapsDeleted = new HashSet<>();
    for (Delete delete : history.deletes()) {
      if (delete.outcome() != Outcome.REFUSED) {
        perhapsDeleted.add(delete.of().message());
      }
    }
    history
        .deliveriesByMessage()
        .forEach(
            (message, deliveries) -> {
              Delivery last = deliveries.get(deliveries.size() - 1);
              if (!history.isRetired(message.queue()) && !perhapsDeleted.contains(message)) {
                findings.broken("delivered, not deleted, and did not come again: " + last);
              }
            });
  }
}
