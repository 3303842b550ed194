package io.cmqkafka.view;

import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.topic.Protocol;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows which topics have a subscription for which queue. It is kept up as entries change, so that
 * creating a queue needs no look at all subscriptions. Changed by one thread, read by any.
 */
final class SubscribedQueues {

  /** By the queue's name, how many subscriptions for it each topic has. */
  private final Map<String, Map<String, Integer>> byQueue = new ConcurrentHashMap<>();

  /** The names of those topics, sorted. */
  Set<String> topicsFor(String queueName) {
    return byQueue.getOrDefault(queueName, Map.of()).keySet();
  }

  /**
   * @param before null when the entry is new
   * @param after null when the entry is removed
   */
  void changed(CatalogEntry before, CatalogEntry after) {
    if (before instanceof SubscriptionDefinition one && one.protocol() == Protocol.QUEUE) {
      count(one, -1);
    }
    if (after instanceof SubscriptionDefinition one && one.protocol() == Protocol.QUEUE) {
      count(one, 1);
    }
  }

  /** Replaces the map instead of changing it, because other threads may be reading it. */
  private void count(SubscriptionDefinition one, int change) {
    byQueue.compute(
        one.endpoint(),
        (queue, topics) -> {
          Map<String, Integer> changed = new TreeMap<>(topics == null ? Map.of() : topics);
          changed.merge(
              one.topicName(), change, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
          return changed.isEmpty() ? null : changed;
        });
  }
}
