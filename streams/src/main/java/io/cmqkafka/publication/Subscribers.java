package io.cmqkafka.publication;

import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.topic.Matcher;
import io.cmqkafka.topic.Protocol;
import io.cmqkafka.view.CatalogView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Keeps {@link Matcher}s of the subscriptions of each topic. They are made when they are first
 * asked for. They are dropped when the catalog view reports a change that concerns them, before any
 * caller that waits for that change goes on. Kept for existing topics, two for each. Thread-safe.
 */
public final class Subscribers {
  private final CatalogView catalog;

  /** By the beginning of the keys of the topic's subscriptions. */
  private final Map<String, Known> byTopic = new ConcurrentHashMap<>();

  /**
   * By the key of a queue, the topics whose matchers depend on its existence. Guarded by this
   * object.
   */
  private final Map<String, Set<String>> byQueue = new HashMap<>();

  /**
   * All subscriptions of a topic at one moment.
   *
   * @param served those that get copies
   * @param withoutQueue the others: their queue does not exist
   */
  record Parts(
      Matcher<SubscriptionDefinition> served, Matcher<SubscriptionDefinition> withoutQueue) {}

  /**
   * @param queues the keys of all queues that its subscriptions name
   */
  private record Known(String topicId, Parts parts, Set<String> queues) {}

  public Subscribers(CatalogView catalog) {
    this.catalog = catalog;
    catalog.onChange(this::forget);
  }

  /**
   * The subscriptions of this very life of the topic, sorted by name, without those whose queue
   * does not exist; none if the topic does not exist. Costs a look-up in a map while the view has
   * not changed, and otherwise a run over the topic's subscriptions.
   */
  public Matcher<SubscriptionDefinition> of(TopicDefinition topic) {
    return parts(topic).served();
  }

  /** Likewise with those that {@link #of} leaves out: each subscription is in one of the parts. */
  Parts parts(TopicDefinition topic) {
    return known(topic).parts();
  }

  private Known known(TopicDefinition topic) {
    Known known = byTopic.get(SubscriptionDefinition.keysOf(topic.name()));
    return isOf(topic, known) ? known : learn(topic);
  }

  /**
   * Excludes {@link #forget}, which runs after the view has changed. So either this reads the new
   * state, or its result is forgotten again.
   */
  private synchronized Known learn(TopicDefinition topic) {
    String keys = SubscriptionDefinition.keysOf(topic.name());
    Known quicker = byTopic.get(keys);
    if (isOf(topic, quicker)) {
      return quicker;
    }
    if (catalog.topic(topic.name()).filter(now -> now.id().equals(topic.id())).isEmpty()) {
      Matcher<SubscriptionDefinition> nobody = matcher(topic, List.of());
      return new Known(topic.id(), new Parts(nobody, nobody), Set.of());
    }
    forgetTopic(keys);
    List<SubscriptionDefinition> all = catalog.subscriptions(topic);
    Set<String> queues = new HashSet<>();
    for (SubscriptionDefinition one : all) {
      if (one.protocol() == Protocol.QUEUE) {
        String queue = QueueDefinition.keyOf(one.endpoint());
        queues.add(queue);
        byQueue.computeIfAbsent(queue, q -> new HashSet<>()).add(keys);
      }
    }
    Map<Boolean, List<SubscriptionDefinition>> haveSomewhereToGo =
        all.stream().collect(Collectors.partitioningBy(this::hasSomewhereToGo));
    Known made =
        new Known(
            topic.id(),
            new Parts(
                matcher(topic, haveSomewhereToGo.get(true)),
                matcher(topic, haveSomewhereToGo.get(false))),
            queues);
    byTopic.put(keys, made);
    return made;
  }

  private boolean hasSomewhereToGo(SubscriptionDefinition one) {
    return one.protocol() != Protocol.QUEUE || catalog.queue(one.endpoint()).isPresent();
  }

  private synchronized void forget(List<CatalogView.Change> changes) {
    for (CatalogView.Change change : changes) {
      String key = change.key();
      if (key.startsWith(SubscriptionDefinition.KEYS)) {
        int end = key.indexOf('/', SubscriptionDefinition.KEYS.length());
        forgetTopic(key.substring(0, end + 1));
      } else if (key.startsWith(TopicDefinition.KEYS)) {
        String name = key.substring(TopicDefinition.KEYS.length());
        forgetTopic(SubscriptionDefinition.keysOf(name));
      } else {
        Set.copyOf(byQueue.getOrDefault(key, Set.of())).forEach(this::forgetTopic);
      }
    }
  }

  private void forgetTopic(String keys) {
    Known gone = byTopic.remove(keys);
    if (gone != null) {
      for (String queue : gone.queues()) {
        byQueue.computeIfPresent(
            queue,
            (q, topics) -> {
              topics.remove(keys);
              return topics.isEmpty() ? null : topics;
            });
      }
    }
  }

  private static boolean isOf(TopicDefinition topic, Known known) {
    return known != null && known.topicId().equals(topic.id());
  }

  private static Matcher<SubscriptionDefinition> matcher(
      TopicDefinition topic, List<SubscriptionDefinition> subscriptions) {
    return Matcher.of(topic.filterType(), subscriptions, SubscriptionDefinition::filter);
  }
}
