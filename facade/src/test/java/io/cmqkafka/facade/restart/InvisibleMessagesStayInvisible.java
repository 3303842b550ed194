package io.cmqkafka.facade.restart;

import io.cmqkafka.facade.restart.History.Delivery;
import java.util.ArrayList;
import java.util.List;

/**
 * P3. Times on the wire are cut to seconds, and cutting keeps the order: a delivery's second is
 * never before the second in which the one before it ended.
 */
final class InvisibleMessagesStayInvisible implements Rule {
  @Override
  public List<String> broken(History history) {
    List<String> broken = new ArrayList<>();
    for (List<Delivery> deliveries : history.deliveriesByBody().values()) {
      for (int i = 1; i < deliveries.size(); i++) {
        Delivery first = deliveries.get(i - 1);
        Delivery next = deliveries.get(i);
        if (next.count() == first.count()) {
          broken.add("P3: one delivery to two receivers: " + first + ", " + next);
        } else if (next.second() < first.nextVisibleTime()
            || next.answeredAt() / 1_000 < first.nextVisibleTime()) {
          broken.add("P3: delivered while invisible: " + first + ", " + next);
        }
      }
    }
    return broken;
  }
}
