package io.cmqkafka.facade.history;

import io.cmqkafka.facade.history.History.Delivery;
import io.cmqkafka.facade.history.History.Sent;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is delivered was sent to that queue, in that queue's life, or to a topic to which it
 * subscribed; one send makes one message, which has the id that the sender was told and that its
 * handle speaks of.
 */
final class MessagesAreThoseSent implements Rule {
  @Override
  public void judge(History history, Findings findings) {
    Map<String, Sent> byBody = new HashMap<>();
    history.sent().forEach(sent -> byBody.put(sent.body(), sent));
    Map<String, Set<String>> topics =
        history.subscriptions().stream()
            .collect(
                Collectors.groupingBy(
                    Subscription::queue,
                    Collectors.mapping(Subscription::topic, Collectors.toSet())));
    Map<String, String> idOfBody = new HashMap<>();
    for (Delivery delivery : history.deliveries()) {
      findings.judged();
      Sent sent = byBody.get(delivery.body());
      String queue = delivery.message().queue();
      if (sent == null) {
        findings.broken("sent by nobody: " + delivery);
        continue;
      }
      boolean there =
          sent.published()
              ? topics.getOrDefault(queue, Set.of()).contains(sent.to())
              : sent.to().equals(queue);
      if (!there) {
        findings.broken("sent elsewhere: " + sent + ", " + delivery);
      }
      String id = delivery.message().msgId();
      if (!id.equals(delivery.handle().msgId())) {
        findings.broken("its handle is another message's: " + delivery);
      }
      if (!sent.published()) {
        String other = idOfBody.putIfAbsent(delivery.body(), id);
        if (other != null && !other.equals(id)) {
          findings.broken("sent once, and two messages, the other is " + other + ": " + delivery);
        } else if (sent.acknowledged() && !id.equals(sent.msgId())) {
          findings.broken("not the id that the sender was told: " + sent + ", " + delivery);
        }
      }
    }
  }
}
