package io.cmqkafka.facade.history;

import io.cmqkafka.facade.history.History.Delivery;
import io.cmqkafka.facade.history.History.Sent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * P6: a queue subscriber gets one message for each acknowledged publication that it wants, at most
 * one for an unacknowledged one, and none that it does not want.
 */
final class P6SubscribersGetOneCopy implements Rule {
  private record Copy(String queue, String body) {}

  @Override
  public void judge(History history, Findings findings) {
    Map<Copy, Set<String>> msgIds = new HashMap<>();
    for (Delivery delivery : history.deliveries()) {
      msgIds
          .computeIfAbsent(
              new Copy(delivery.message().queue(), delivery.body()), copy -> new HashSet<>())
          .add(delivery.message().msgId());
    }
    for (Sent publication : history.sent()) {
      for (Subscription subscription : history.subscriptions()) {
        if (publication.published() && subscription.topic().equals(publication.to())) {
          findings.judged();
          int copies =
              msgIds
                  .getOrDefault(new Copy(subscription.queue(), publication.body()), Set.of())
                  .size();
          boolean wanted = subscription.wants(publication.tags());
          if (copies > 1) {
            findings.broken(copies + " copies in " + subscription.queue() + ": " + publication);
          } else if (copies == 1 && !wanted) {
            findings.broken("not for " + subscription.queue() + ": " + publication);
          } else if (copies == 0 && wanted && publication.acknowledged()) {
            findings.broken("never came to " + subscription.queue() + ": " + publication);
          }
        }
      }
    }
  }
}
