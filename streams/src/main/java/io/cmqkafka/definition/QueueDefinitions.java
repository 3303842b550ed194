package io.cmqkafka.definition;

import io.cmqkafka.Failures;
import io.cmqkafka.NewQueue;
import io.cmqkafka.body.QueueTopics;
import io.cmqkafka.catalog.CatalogCommand;
import io.cmqkafka.catalog.DeadLetterBinding;
import io.cmqkafka.catalog.DeadLetterRules;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.PartitionRequests;
import io.cmqkafka.config.KafkaTopics;
import io.cmqkafka.config.QueueBounds;
import io.cmqkafka.queue.AttributeChanges;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.view.CatalogChanges;
import io.cmqkafka.view.CatalogView;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Creates, changes and drops queues: the Kafka topic and the catalog entry, in the safe order. */
public final class QueueDefinitions {
  /**
   * A process that serves receives asks every partition of a queue, and parks a receive at each.
   */
  private static final int MAX_PARTITIONS = 64;

  private final QueueBounds bounds;
  private final KafkaTopics names;
  private final QueueTopics topics;
  private final CatalogView catalog;
  private final CatalogChanges changes;
  private final PartitionRequests requests;
  private final UnclaimedTopics unclaimed;
  private final RandomIds ids = new RandomIds();

  private final DeadLetterTopics deadLetterTopics;

  /** Asked before anything is done; what the catalog machine then decides counts. */
  private final DeadLetterRules deadLetters;

  public QueueDefinitions(
      QueueBounds bounds,
      KafkaTopics names,
      QueueTopics topics,
      CatalogView catalog,
      CatalogChanges changes,
      PartitionRequests requests) {
    this.bounds = bounds;
    this.names = names;
    this.topics = topics;
    this.catalog = catalog;
    this.changes = changes;
    this.requests = requests;
    this.unclaimed = new UnclaimedTopics(catalog, topics::delete);
    this.deadLetterTopics = new DeadLetterTopics(topics, catalog);
    this.deadLetters =
        new DeadLetterRules(name -> catalog.queue(name).orElse(null), catalog::deadLetterSourcesOf);
  }

  public CompletableFuture<QueueDefinition> create(NewQueue queue) {
    Optional<Refusal> refusal = refusalOf(queue);
    if (refusal.isPresent()) {
      return Failures.refused(refusal.get());
    }
    String topic = kafkaTopic(queue);
    return requests.bounded(
        "creating queue " + queue.name(),
        deadLettersFit(queue.deadLetter(), queue.attributes())
            .thenCompose(fit -> topicFor(queue, topic))
            .thenCompose(
                created ->
                    changes
                        .carryOut(creation(queue, topic, created))
                        .whenComplete((done, failure) -> cleanUp(topic, created, failure))
                        .thenApply(done -> catalog.queue(queue.name()).orElseThrow(() -> gone()))
                        .thenCompose(made -> adopt(made, created))));
  }

  public CompletableFuture<QueueDefinition> change(
      QueueDefinition queue, AttributeChanges wanted, DeadLetterBinding deadLetter) {
    QueueAttributes before = queue.attributes();
    QueueAttributes after = wanted.appliedTo(before);
    if (after.rewindSeconds() > after.msgRetentionSeconds()) {
      return Failures.refused(Refusal.REWIND_EXCEEDS_RETENTION);
    }
    Optional<Refusal> noDeadLetters = deadLetters.refusalOfChange(queue, after, deadLetter);
    if (noDeadLetters.isPresent()) {
      return Failures.refused(noDeadLetters.get());
    }
    boolean keepsLonger = after.msgRetentionSeconds() > before.msgRetentionSeconds();
    boolean keepsShorter = after.msgRetentionSeconds() < before.msgRetentionSeconds();
    boolean opensWindow = before.rewindSeconds() == 0 && after.rewindSeconds() > 0;
    // At no moment may Kafka keep messages for less time than the queue promises.
    return requests.bounded(
        "changing queue " + queue.name(),
        deadLettersFit(deadLetter, after)
            .thenCompose(fit -> changeRetention(queue, after, keepsLonger))
            .thenCompose(
                done ->
                    opensWindow
                        ? requests.askAll(queue, p -> new QueueCommand.OpenRewindWindow())
                        : CompletableFuture.completedFuture(null))
            .thenCompose(
                done ->
                    changes.carryOut(
                        new CatalogCommand.ChangeQueue(
                            queue.name(), queue.id(), wanted, deadLetter)))
            .thenCompose(done -> changeRetention(queue, after, keepsShorter))
            .thenApply(done -> current(queue)));
  }

  public CompletableFuture<Void> unbindDeadLetter(QueueDefinition queue) {
    return requests.bounded(
        "unbinding the dead-letter queue of queue " + queue.name(),
        changes.carryOut(new CatalogCommand.UnbindDeadLetter(queue.name(), queue.id())));
  }

  public CompletableFuture<Void> drop(QueueDefinition queue) {
    return requests.bounded(
        "deleting queue " + queue.name(),
        changes.carryOut(new CatalogCommand.DropQueue(queue.name(), queue.id())));
  }

  private Optional<Refusal> refusalOf(NewQueue queue) {
    if (catalog.sameNameIgnoringCase(queue.name()).isPresent()) {
      return Optional.of(Refusal.QUEUE_EXISTS);
    }
    if (catalog.isBeingReleased(queue.name())) {
      return Optional.of(Refusal.NAME_BEING_RELEASED);
    }
    if (catalog.queueCount() >= bounds.maxQueues()) {
      return Optional.of(Refusal.QUEUE_LIMIT_REACHED);
    }
    if (queue.attributes().rewindSeconds() > queue.attributes().msgRetentionSeconds()) {
      return Optional.of(Refusal.REWIND_EXCEEDS_RETENTION);
    }
    boolean bindable =
        queue.bindTopic() == null
            || bounds.mayBind(queue.bindTopic()) && !names.isOurs(queue.bindTopic());
    return bindable
        ? deadLetters.refusalOfNew(kafkaTopic(queue), queue.attributes(), queue.deadLetter())
        : Optional.of(Refusal.TOPIC_NOT_BINDABLE);
  }

  /** Refuses a dead-letter queue whose topic would not take the queue's messages. */
  private CompletableFuture<Void> deadLettersFit(
      DeadLetterBinding binding, QueueAttributes attributes) {
    return binding == null
        ? CompletableFuture.completedFuture(null)
        : deadLetterTopics.check(binding.queueName(), attributes.maxMsgSize());
  }

  private String kafkaTopic(NewQueue queue) {
    return queue.bindTopic() == null ? names.queue(queue.name()) : queue.bindTopic();
  }

  private CompletableFuture<QueueTopics.Created> topicFor(NewQueue queue, String topic) {
    return queue.bindTopic() == null
        ? topics.create(topic, queue.partitions(), queue.attributes())
        : topics
            .existing(topic)
            .thenApply(
                existing ->
                    existing
                        .filter(found -> found.begins().size() <= MAX_PARTITIONS)
                        .orElseThrow(() -> new RefusedException(Refusal.TOPIC_NOT_BINDABLE)));
  }

  private CatalogCommand.CreateQueue creation(
      NewQueue queue, String topic, QueueTopics.Created created) {
    return new CatalogCommand.CreateQueue(
        queue.name(),
        ids.next("queue"),
        topic,
        created.id(),
        queue.bindTopic() != null,
        created.begins(),
        queue.attributes(),
        queue.deadLetter(),
        bounds.maxQueues());
  }

  /** Gives an existing topic the settings of a queue's topic. */
  private CompletableFuture<QueueDefinition> adopt(
      QueueDefinition made, QueueTopics.Created created) {
    return made.bound()
        ? CompletableFuture.completedFuture(made)
        : topics
            .applySettings(made.kafkaTopic(), created, made.attributes())
            .thenCompose(isThere -> isThere ? CompletableFuture.completedFuture(null) : undo(made))
            .thenApply(done -> made);
  }

  /**
   * Removes the entry again, because the topic's maker has removed the topic. Another attempt makes
   * a new one.
   */
  private CompletableFuture<Void> undo(QueueDefinition made) {
    return changes
        .carryOut(new CatalogCommand.DropQueue(made.name(), made.id()))
        .handle((done, failure) -> done)
        .thenCompose(whatever -> Failures.refused(Refusal.UNAVAILABLE));
  }

  /** Leaves the topic of a refused queue for removal, unless another entry uses it. */
  private void cleanUp(String topic, QueueTopics.Created created, Throwable failure) {
    if (created.fresh() && isCertain(failure)) {
      unclaimed.add(topic, created.id());
    }
  }

  /** Whether the refusal proves that this attempt has made no entry. */
  static boolean isCertain(Throwable failure) {
    return Failures.cause(failure) instanceof RefusedException refused
        && refused.refusal() != Refusal.UNAVAILABLE;
  }

  private CompletableFuture<Void> changeRetention(
      QueueDefinition queue, QueueAttributes after, boolean now) {
    return now && !queue.bound()
        ? topics.changeRetention(queue.kafkaTopic(), after)
        : CompletableFuture.completedFuture(null);
  }

  private QueueDefinition current(QueueDefinition queue) {
    return catalog
        .queue(queue.name())
        .filter(now -> now.id().equals(queue.id()))
        .orElseThrow(() -> gone());
  }

  private static RefusedException gone() {
    return new RefusedException(Refusal.NO_SUCH_QUEUE);
  }
}
