package io.cmqkafka.facade.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import io.cmqkafka.NewSubscription;
import io.cmqkafka.NewTopic;
import io.cmqkafka.SubscriptionState;
import io.cmqkafka.Topics;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.queue.LastPushes;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.topic.FilterType;
import io.cmqkafka.topic.Labels;
import io.cmqkafka.topic.Protocol;
import io.cmqkafka.topic.SubscriptionChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Writes down what it is asked for, and answers what the test has laid ready. */
final class FakeTopics implements Topics {

  private final Map<String, TopicDefinition> topics = new TreeMap<>();
  private final Map<String, Map<String, SubscriptionDefinition>> subscriptions = new TreeMap<>();

  /** What was asked for, in order. */
  final List<Object> asked = new ArrayList<>();

  /** Why whatever is asked for is refused; null to do it. */
  Refusal refusal;

  long messageCount;
  boolean endpointGone;
  LastPushes lastPushes = LastPushes.NONE;

  record Published(String topic, List<String> bodies, Labels labels) {}

  record Changed(String what, Object to) {}

  FakeTopics add(String name, int maxMsgSize, FilterType filterType) {
    topics.put(name, definition(name, maxMsgSize, filterType));
    subscriptions.put(name, new TreeMap<>());
    return this;
  }

  FakeTopics add(String topic, NewSubscription subscription) {
    subscriptions.get(topic).put(subscription.name(), definition(topic, subscription));
    return this;
  }

  private static TopicDefinition definition(String name, int maxMsgSize, FilterType filterType) {
    return new TopicDefinition(
        name,
        "topic-" + name,
        maxMsgSize,
        filterType,
        null,
        1_700_000_000_999L,
        1_700_000_001_001L);
  }

  private static SubscriptionDefinition definition(String topic, NewSubscription subscription) {
    return new SubscriptionDefinition(
        topic,
        "topic-" + topic,
        subscription.name(),
        "subsc-" + subscription.name(),
        subscription.protocol(),
        subscription.endpoint(),
        subscription.notifyStrategy(),
        subscription.notifyContentFormat(),
        subscription.filter(),
        subscription.deadLetterQueue(),
        subscription.protocol() == Protocol.HTTP ? delivery() : null,
        1_700_000_000_999L,
        1_700_000_001_001L);
  }

  private static QueueDefinition delivery() {
    return new QueueDefinition(
        "delivery",
        "queue-delivery",
        "cmq.delivery",
        "topic-id-of-delivery",
        false,
        List.of(0L),
        QueueAttributes.DEFAULTS,
        0,
        0);
  }

  @Override
  public Optional<TopicDefinition> find(String name) {
    return Optional.ofNullable(topics.get(name));
  }

  @Override
  public List<TopicDefinition> list() {
    return List.copyOf(topics.values());
  }

  @Override
  public CompletableFuture<TopicDefinition> create(NewTopic topic) {
    return done(topic, definition(topic.name(), topic.maxMsgSize(), topic.filterType()));
  }

  @Override
  public CompletableFuture<TopicDefinition> change(TopicDefinition topic, int maxMsgSize) {
    return done(
        new Changed(topic.name(), maxMsgSize),
        definition(topic.name(), maxMsgSize, topic.filterType()));
  }

  @Override
  public CompletableFuture<Void> drop(TopicDefinition topic) {
    return done("drop " + topic.name(), null);
  }

  @Override
  public CompletableFuture<List<MessageId>> publish(
      TopicDefinition topic, List<byte[]> bodies, Labels labels) {
    List<MessageId> ids = new ArrayList<>();
    bodies.forEach(body -> ids.add(new MessageId(0, ids.size())));
    return done(
        new Published(
            topic.name(), bodies.stream().map(body -> new String(body, UTF_8)).toList(), labels),
        ids);
  }

  @Override
  public Optional<SubscriptionDefinition> subscription(TopicDefinition topic, String name) {
    return Optional.ofNullable(subscriptions.get(topic.name()).get(name));
  }

  @Override
  public List<SubscriptionDefinition> subscriptions(TopicDefinition topic) {
    return List.copyOf(subscriptions.get(topic.name()).values());
  }

  @Override
  public CompletableFuture<SubscriptionDefinition> subscribe(
      TopicDefinition topic, NewSubscription subscription) {
    return done(subscription, definition(topic.name(), subscription));
  }

  @Override
  public CompletableFuture<SubscriptionDefinition> change(
      SubscriptionDefinition subscription, SubscriptionChanges changes) {
    return done(
        new Changed(subscription.topicName() + "/" + subscription.name(), changes), subscription);
  }

  @Override
  public CompletableFuture<Void> unsubscribe(SubscriptionDefinition subscription) {
    return done("unsubscribe " + subscription.topicName() + "/" + subscription.name(), null);
  }

  @Override
  public CompletableFuture<Long> messageCount(TopicDefinition topic) {
    return done("count " + topic.name(), messageCount);
  }

  @Override
  public CompletableFuture<SubscriptionState> state(SubscriptionDefinition subscription) {
    return done(
        "count " + subscription.topicName() + "/" + subscription.name(),
        new SubscriptionState(endpointGone, messageCount, lastPushes));
  }

  private <T> CompletableFuture<T> done(Object request, T answer) {
    asked.add(request);
    return refusal == null ? completedFuture(answer) : failedFuture(new RefusedException(refusal));
  }
}
