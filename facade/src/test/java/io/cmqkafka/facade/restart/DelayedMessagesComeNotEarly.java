package io.cmqkafka.facade.restart;

import io.cmqkafka.facade.restart.History.Delivery;
import io.cmqkafka.facade.restart.History.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A delay counts from the append, which is not before the send was asked for. */
final class DelayedMessagesComeNotEarly implements Rule {
  @Override
  public List<String> broken(History history) {
    Map<String, List<Delivery>> deliveries = history.deliveriesByBody();
    List<String> broken = new ArrayList<>();
    for (Sent sent : history.sent()) {
      for (Delivery delivery : deliveries.getOrDefault(sent.body(), List.of())) {
        if (delivery.answeredAt() < sent.askedAt() + 1_000L * sent.delaySeconds()) {
          broken.add("Delivered before its delay ended: " + sent + ", " + delivery);
        }
      }
    }
    return broken;
  }
}
