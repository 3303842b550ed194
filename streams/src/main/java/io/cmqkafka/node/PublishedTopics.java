package io.cmqkafka.node;

import io.cmqkafka.Failures;
import io.cmqkafka.Measure;
import io.cmqkafka.NewSubscription;
import io.cmqkafka.NewTopic;
import io.cmqkafka.SubscriptionState;
import io.cmqkafka.Topics;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.definition.KafkaEndpoints;
import io.cmqkafka.definition.TopicDefinitions;
import io.cmqkafka.numbers.Tally;
import io.cmqkafka.publication.PublicationLog;
import io.cmqkafka.publication.Subscribers;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.sending.QueueCounter;
import io.cmqkafka.sending.RateLimits;
import io.cmqkafka.topic.Labels;
import io.cmqkafka.topic.Matcher;
import io.cmqkafka.topic.Protocol;
import io.cmqkafka.topic.SubscriptionChanges;
import io.cmqkafka.view.CatalogView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** {@link Topics} over the catalog and the publications' Kafka topic. */
final class PublishedTopics implements Topics {
  private final CatalogView catalog;
  private final Subscribers subscribers;
  private final PublicationLog publications;
  private final TopicDefinitions definitions;
  private final KafkaEndpoints endpoints;
  private final QueueCounter counter;
  private final RateLimits rates;
  private final Tally tally;

  PublishedTopics(
      CatalogView catalog,
      Subscribers subscribers,
      PublicationLog publications,
      TopicDefinitions definitions,
      KafkaEndpoints endpoints,
      QueueCounter counter,
      RateLimits rates,
      Tally tally) {
    this.catalog = catalog;
    this.subscribers = subscribers;
    this.publications = publications;
    this.definitions = definitions;
    this.endpoints = endpoints;
    this.counter = counter;
    this.rates = rates;
    this.tally = tally;
  }

  @Override
  public Optional<TopicDefinition> find(String name) {
    return catalog.topic(name);
  }

  @Override
  public List<TopicDefinition> list() {
    return catalog.topics();
  }

  @Override
  public CompletableFuture<TopicDefinition> create(NewTopic topic) {
    return definitions.create(topic);
  }

  @Override
  public CompletableFuture<TopicDefinition> change(TopicDefinition topic, int maxMsgSize) {
    return definitions.change(topic, maxMsgSize);
  }

  @Override
  public CompletableFuture<Void> drop(TopicDefinition topic) {
    return definitions.drop(topic);
  }

  @Override
  public CompletableFuture<List<MessageId>> publish(
      TopicDefinition topic, List<byte[]> bodies, Labels labels) {
    // Read before the subscriptions: they may be newer than this version, and must not be older.
    long version = catalog.version();
    Matcher<SubscriptionDefinition> matcher = subscribers.of(topic);
    if (matcher.isEmpty()) {
      return Failures.refused(Refusal.NO_SUBSCRIPTION);
    }
    if (matcher.matching(labels).isEmpty()) {
      return Failures.refused(Refusal.NOTHING_MATCHES);
    }
    if (!rates.admits(topic.id(), bodies.size())) {
      return Failures.refused(Refusal.OVERLOADED);
    }
    return publications
        .append(topic, bodies, labels, version)
        .thenApply(
            ids -> {
              tally.add(topic.id(), Measure.PUBLISHED, ids.size());
              return ids;
            });
  }

  @Override
  public Optional<SubscriptionDefinition> subscription(TopicDefinition topic, String name) {
    return catalog.subscription(topic, name);
  }

  @Override
  public List<SubscriptionDefinition> subscriptions(TopicDefinition topic) {
    return catalog.subscriptions(topic);
  }

  @Override
  public CompletableFuture<SubscriptionDefinition> subscribe(
      TopicDefinition topic, NewSubscription subscription) {
    return definitions.subscribe(topic, subscription);
  }

  @Override
  public CompletableFuture<SubscriptionDefinition> change(
      SubscriptionDefinition subscription, SubscriptionChanges changes) {
    return definitions.change(subscription, changes);
  }

  @Override
  public CompletableFuture<Void> unsubscribe(SubscriptionDefinition subscription) {
    return definitions.unsubscribe(subscription);
  }

  /**
   * Counts the messages that wait for the subscriber with the most of them, because a message waits
   * until each subscriber has it. Messages that wait only for other subscribers are not counted.
   */
  @Override
  public CompletableFuture<Long> messageCount(TopicDefinition topic) {
    List<CompletableFuture<Long>> counts =
        subscriptions(topic).stream()
            .filter(one -> one.protocol() == Protocol.HTTP)
            .map(one -> state(one).thenApply(SubscriptionState::waiting))
            .toList();
    return CompletableFuture.allOf(counts.toArray(CompletableFuture[]::new))
        .thenApply(done -> counts.stream().mapToLong(CompletableFuture::join).max().orElse(0));
  }

  /**
   * Counts waiting pushes. Queues and Kafka topics get their copies at once; whether they are there
   * is asked of the catalog and, once in a while, of Kafka.
   */
  @Override
  public CompletableFuture<SubscriptionState> state(SubscriptionDefinition subscription) {
    return switch (subscription.protocol()) {
      case HTTP -> counter.ofDelivery(subscription.delivery());
      case QUEUE ->
          CompletableFuture.completedFuture(
              SubscriptionState.ofCopies(catalog.queue(subscription.endpoint()).isEmpty()));
      case KAFKA ->
          endpoints.isGone(subscription.endpoint()).thenApply(SubscriptionState::ofCopies);
    };
  }

  /** To be called now and then. */
  void forgetWhatIsGone() {
    rates.retain(catalog.topics().stream().map(TopicDefinition::id).collect(Collectors.toSet()));
  }
}
