package io.cmqkafka.definition;

import io.cmqkafka.Failures;
import io.cmqkafka.NewSubscription;
import io.cmqkafka.NewTopic;
import io.cmqkafka.body.QueueTopics;
import io.cmqkafka.catalog.CatalogCommand;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.command.PartitionRequests;
import io.cmqkafka.config.KafkaTopics;
import io.cmqkafka.config.TopicBounds;
import io.cmqkafka.publication.PublicationLog;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.topic.Protocol;
import io.cmqkafka.topic.SubscriptionChanges;
import io.cmqkafka.view.CatalogChanges;
import io.cmqkafka.view.CatalogView;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Creates, changes and drops topics and subscriptions, in the order that is safe. */
public final class TopicDefinitions {
  private final TopicBounds bounds;
  private final KafkaTopics names;
  private final QueueTopics kafkaTopics;
  private final CatalogView catalog;
  private final CatalogChanges changes;
  private final PublicationLog publications;
  private final PartitionRequests requests;
  private final UnclaimedTopics unclaimed;
  private final DeadLetterTopics deadLetterTopics;
  private final RandomIds ids = new RandomIds();

  public TopicDefinitions(
      TopicBounds bounds,
      KafkaTopics names,
      QueueTopics kafkaTopics,
      CatalogView catalog,
      CatalogChanges changes,
      PublicationLog publications,
      PartitionRequests requests) {
    this.bounds = bounds;
    this.names = names;
    this.kafkaTopics = kafkaTopics;
    this.catalog = catalog;
    this.changes = changes;
    this.publications = publications;
    this.requests = requests;
    this.unclaimed = new UnclaimedTopics(catalog, kafkaTopics::delete);
    this.deadLetterTopics = new DeadLetterTopics(kafkaTopics, catalog);
  }

  public CompletableFuture<TopicDefinition> create(NewTopic topic) {
    if (catalog.topicIgnoringCase(topic.name()).isPresent()) {
      return Failures.refused(Refusal.TOPIC_EXISTS);
    }
    return requests.bounded(
        "creating topic " + topic.name(),
        publications
            .markVersion(topic.name(), catalog.version())
            .thenCompose(
                begins ->
                    changes.carryOut(
                        new CatalogCommand.CreateTopic(
                            topic.name(),
                            ids.next("topic"),
                            topic.maxMsgSize(),
                            topic.filterType(),
                            begins,
                            bounds.maxTopics())))
            .thenApply(
                done ->
                    catalog.topic(topic.name()).orElseThrow(() -> gone(Refusal.NO_SUCH_TOPIC))));
  }

  public CompletableFuture<TopicDefinition> change(TopicDefinition topic, int maxMsgSize) {
    return requests.bounded(
        "changing topic " + topic.name(),
        changes
            .carryOut(new CatalogCommand.ChangeTopic(topic.name(), topic.id(), maxMsgSize))
            .thenApply(
                done ->
                    catalog
                        .topic(topic.name())
                        .filter(now -> now.id().equals(topic.id()))
                        .orElseThrow(() -> gone(Refusal.NO_SUCH_TOPIC))));
  }

  public CompletableFuture<Void> drop(TopicDefinition topic) {
    return requests.bounded(
        "deleting topic " + topic.name(),
        changes.carryOut(new CatalogCommand.DropTopic(topic.name(), topic.id())));
  }

  public CompletableFuture<SubscriptionDefinition> subscribe(
      TopicDefinition topic, NewSubscription wanted) {
    Optional<Refusal> refusal = refusalOf(topic, wanted);
    if (refusal.isPresent()) {
      return CompletableFuture.failedFuture(gone(refusal.get()));
    }
    return requests.bounded(
        "subscribing " + wanted.name() + " to " + topic.name(),
        endpoint(wanted)
            .thenCompose(ok -> deadLetterTopics.check(wanted.deadLetterQueue(), topic.maxMsgSize()))
            .thenCompose(ok -> delivery(topic, wanted))
            .thenCompose(delivery -> enter(topic, wanted, delivery))
            .thenCompose(done -> inForce(topic.name()))
            .thenApply(done -> current(topic, wanted.name())));
  }

  private CompletableFuture<Void> enter(
      TopicDefinition topic, NewSubscription wanted, Optional<QueueTopics.Created> delivery) {
    SubscriptionDefinition made = definition(topic, wanted, delivery.orElse(null));
    return changes
        .carryOut(new CatalogCommand.Subscribe(made, bounds.maxSubscriptions()))
        .whenComplete((done, failure) -> cleanUp(delivery, failure))
        .thenCompose(
            done ->
                delivery.isEmpty()
                    ? CompletableFuture.completedFuture(null)
                    : settle(made, delivery.get()));
  }

  /** Settles the delivery topic. An existing one may have been removed by its maker meanwhile. */
  private CompletableFuture<Void> settle(
      SubscriptionDefinition made, QueueTopics.Created delivery) {
    return kafkaTopics
        .applySettings(made.delivery().kafkaTopic(), delivery, SubscriptionDefinition.DELIVERY)
        .thenCompose(isThere -> isThere ? CompletableFuture.completedFuture(null) : undo(made));
  }

  /** Removes the subscription again. Another attempt makes a new delivery topic. */
  private CompletableFuture<Void> undo(SubscriptionDefinition made) {
    return changes
        .carryOut(new CatalogCommand.Unsubscribe(made.topicName(), made.name(), made.id()))
        .handle((done, failure) -> done)
        .thenCompose(whatever -> CompletableFuture.failedFuture(gone(Refusal.UNAVAILABLE)));
  }

  public CompletableFuture<SubscriptionDefinition> change(
      SubscriptionDefinition subscription, SubscriptionChanges wanted) {
    return requests.bounded(
        "changing subscription " + subscription.name(),
        changes
            .carryOut(
                new CatalogCommand.ChangeSubscription(
                    subscription.topicName(), subscription.name(), subscription.id(), wanted))
            .thenCompose(done -> inForce(subscription.topicName()))
            .thenApply(
                done ->
                    catalog
                        .topic(subscription.topicName())
                        .flatMap(topic -> catalog.subscription(topic, subscription.name()))
                        .filter(now -> now.id().equals(subscription.id()))
                        .orElseThrow(() -> gone(Refusal.NO_SUCH_SUBSCRIPTION))));
  }

  public CompletableFuture<Void> unsubscribe(SubscriptionDefinition subscription) {
    return requests.bounded(
        "removing subscription " + subscription.name(),
        changes
            .carryOut(
                new CatalogCommand.Unsubscribe(
                    subscription.topicName(), subscription.name(), subscription.id()))
            .thenCompose(done -> inForce(subscription.topicName())));
  }

  /** The refusal that is known before a Kafka topic is made. */
  private Optional<Refusal> refusalOf(TopicDefinition topic, NewSubscription wanted) {
    if (catalog.subscription(topic, wanted.name()).isPresent()) {
      return Optional.of(Refusal.SUBSCRIPTION_EXISTS);
    }
    if (catalog.isBeingReleased(topic, wanted.name())) {
      return Optional.of(Refusal.NAME_BEING_RELEASED);
    }
    if (catalog.subscriptions(topic).size() >= bounds.maxSubscriptions()) {
      return Optional.of(Refusal.SUBSCRIPTION_LIMIT_REACHED);
    }
    boolean deadLettersHaveNowhereToGo =
        wanted.deadLetterQueue() != null && catalog.queue(wanted.deadLetterQueue()).isEmpty();
    return deadLettersHaveNowhereToGo
        ? Optional.of(Refusal.NO_SUCH_DEAD_LETTER_QUEUE)
        : Optional.empty();
  }

  /**
   * Completes when every later publication is copied with the catalog that this process has seen.
   */
  private CompletableFuture<Void> inForce(String topicName) {
    return publications.markVersion(topicName, catalog.version()).thenAccept(mark -> {});
  }

  private CompletableFuture<Void> endpoint(NewSubscription wanted) {
    if (wanted.protocol() != Protocol.KAFKA) {
      // Queues are checked by the catalog itself, URLs when they are called.
      return CompletableFuture.completedFuture(null);
    }
    boolean allowed = bounds.mayWriteTo(wanted.endpoint()) && !names.isOurs(wanted.endpoint());
    return allowed
        ? kafkaTopics
            .isWritable(wanted.endpoint())
            .thenAccept(
                writable -> {
                  if (!writable) {
                    throw gone(Refusal.ENDPOINT_ILLEGAL);
                  }
                })
        : CompletableFuture.failedFuture(gone(Refusal.ENDPOINT_ILLEGAL));
  }

  private CompletableFuture<Optional<QueueTopics.Created>> delivery(
      TopicDefinition topic, NewSubscription wanted) {
    return wanted.protocol() == Protocol.HTTP
        ? kafkaTopics
            .createDelivery(
                names.delivery(topic.name(), wanted.name()), SubscriptionDefinition.DELIVERY)
            .thenApply(Optional::of)
        : CompletableFuture.completedFuture(Optional.empty());
  }

  private SubscriptionDefinition definition(
      TopicDefinition topic, NewSubscription wanted, QueueTopics.Created delivery) {
    return new SubscriptionDefinition(
        topic.name(),
        topic.id(),
        wanted.name(),
        ids.next("subsc"),
        wanted.protocol(),
        wanted.endpoint(),
        wanted.notifyStrategy(),
        wanted.notifyContentFormat(),
        wanted.filter(),
        wanted.deadLetterQueue(),
        delivery == null ? null : deliveryQueue(topic, wanted, delivery),
        0,
        0);
  }

  private QueueDefinition deliveryQueue(
      TopicDefinition topic, NewSubscription wanted, QueueTopics.Created created) {
    return new QueueDefinition(
        topic.name() + "." + wanted.name(),
        ids.next("delivery"),
        names.delivery(topic.name(), wanted.name()),
        created.id(),
        false,
        created.begins(),
        SubscriptionDefinition.DELIVERY,
        0,
        0);
  }

  /** Leaves the Kafka topic of a refused subscription for removal, unless another entry uses it. */
  private void cleanUp(Optional<QueueTopics.Created> delivery, Throwable failure) {
    delivery
        .filter(created -> created.fresh() && QueueDefinitions.isCertain(failure))
        .ifPresent(created -> unclaimed.add("of a delivery", created.id()));
  }

  private SubscriptionDefinition current(TopicDefinition topic, String name) {
    return catalog.subscription(topic, name).orElseThrow(() -> gone(Refusal.NO_SUCH_SUBSCRIPTION));
  }

  private static RefusedException gone(Refusal refusal) {
    return new RefusedException(refusal);
  }
}
