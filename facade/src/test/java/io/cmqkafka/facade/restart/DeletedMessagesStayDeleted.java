package io.cmqkafka.facade.restart;

import io.cmqkafka.facade.restart.History.Delete;
import io.cmqkafka.facade.restart.History.Delivery;
import io.cmqkafka.facade.restart.History.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** P2. A delivery that the server counted later than the deleted one betrays it at any time. */
final class DeletedMessagesStayDeleted implements Rule {
  @Override
  public List<String> broken(History history) {
    Map<String, List<Delivery>> deliveries = history.deliveriesByBody();
    List<String> broken = new ArrayList<>();
    for (Delete delete : history.deletes()) {
      if (delete.outcome() == Outcome.DELETED) {
        for (Delivery delivery : deliveries.get(delete.of().body())) {
          if (delivery.count() > delete.of().count() || delivery.askedAt() > delete.answeredAt()) {
            broken.add("P2: deleted and delivered again: " + delete + ", " + delivery);
          }
        }
      }
    }
    return broken;
  }
}
