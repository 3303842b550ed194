package io.cmqkafka.facade.history;

import io.cmqkafka.facade.history.History.Delivery;
import io.cmqkafka.facade.history.History.Sent;
import java.util.HashMap;
import java.util.Map;

/** A delay counts from the append, which is not before the send was asked for. */
final class DelaysAreKept implements Rule {
  @Override
  public void judge(History history, Findings findings) {
    Map<String, Sent> delayed = new HashMap<>();
    for (Sent sent : history.sent()) {
      if (sent.delaySeconds() > 0) {
        delayed.put(sent.body(), sent);
      }
    }
    for (Delivery delivery : history.deliveries()) {
      Sent sent = delayed.get(delivery.body());
      if (sent != null) {
        findings.judged();
        long due = sent.askedAt() + 1_000L * sent.delaySeconds() - CLOCK_SLACK_MS;
        if (delivery.decidedAt() < due || delivery.answeredAt() < due) {
          findings.broken("delivered before its delay ended: " + sent + ", " + delivery);
        }
      }
    }
  }
}
