package io.cmqkafka.facade.history;

import io.cmqkafka.facade.history.History.Delivery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * P5. By the numbers that the server gave to a partition's deliveries, first deliveries are in the
 * order of offsets. A message whose first delivery reached nobody is delivered for the first time
 * once more; each such case leaves a number that nobody saw, and excuses one message. Delayed
 * messages have an order of their own, and so have queues that are rewound.
 */
final class P5FirstDeliveriesInOrder implements Rule {
  private record Partition(String queue, int number) {}

  @Override
  public void judge(History history, Findings findings) {
    Set<String> delayed =
        history.sent().stream()
            .filter(sent -> sent.delaySeconds() > 0)
            .map(History.Sent::body)
            .collect(Collectors.toCollection(HashSet::new));
    Map<Partition, List<Delivery>> partitions =
        history.deliveriesByMessage().values().stream()
            .flatMap(List::stream)
            .filter(delivery -> !history.queue(delivery.message().queue()).rewindable())
            .collect(
                Collectors.groupingBy(
                    delivery ->
                        new Partition(delivery.message().queue(), delivery.handle().partition())));
    partitions.values().forEach(deliveries -> judge(deliveries, delayed, findings));
  }

  private static void judge(List<Delivery> ofPartition, Set<String> delayed, Findings findings) {
    List<Delivery> inOrder = new ArrayList<>(ofPartition);
    inOrder.sort(java.util.Comparator.comparingLong(d -> d.handle().serial()));
    long numbersSeen = 0;
    long excused = 0;
    Delivery furthest = null;
    for (Delivery delivery : inOrder) {
      if (delivery.count() == 1 && !delayed.contains(delivery.body())) {
        findings.judged();
        if (furthest != null && delivery.handle().offset() < furthest.handle().offset()) {
          long unseen = delivery.handle().serial() - numbersSeen;
          excused++;
          if (excused > unseen) {
            findings.broken("not in order: " + furthest + ", " + delivery);
          }
        } else {
          furthest = delivery;
        }
      }
      numbersSeen++;
    }
  }
}
