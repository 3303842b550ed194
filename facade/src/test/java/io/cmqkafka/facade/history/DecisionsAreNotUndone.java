package io.cmqkafka.facade.history;

import io.cmqkafka.facade.history.History.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The server numbers a partition's deliveries. A number that comes twice, or that is lower than
 * what a client had seen before it asked, shows that somebody decided from a state of the past.
 */
final class DecisionsAreNotUndone implements Rule {
  private record Partition(String queue, int number) {}

  @Override
  public void judge(History history, Findings findings) {
    Map<Partition, List<Delivery>> partitions =
        history.deliveries().stream()
            .collect(
                Collectors.groupingBy(
                    delivery ->
                        new Partition(delivery.message().queue(), delivery.handle().partition())));
    for (List<Delivery> ofPartition : partitions.values()) {
      List<Delivery> inOrder = new ArrayList<>(ofPartition);
      inOrder.sort(java.util.Comparator.comparingLong(d -> d.handle().serial()));
      Delivery lastAsked = null;
      Delivery before = null;
      for (Delivery delivery : inOrder) {
        findings.judged();
        if (before != null && before.handle().serial() == delivery.handle().serial()) {
          findings.broken("one number for two deliveries: " + before + ", " + delivery);
        }
        if (lastAsked != null && delivery.answeredAt() < lastAsked.askedAt()) {
          findings.broken("answered before the one it comes after: " + lastAsked + ", " + delivery);
        }
        if (lastAsked == null || delivery.askedAt() > lastAsked.askedAt()) {
          lastAsked = delivery;
        }
        before = delivery;
      }
    }
  }
}
