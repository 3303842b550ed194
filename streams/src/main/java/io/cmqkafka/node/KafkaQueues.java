package io.cmqkafka.node;

import io.cmqkafka.BrowseRequest;
import io.cmqkafka.BrowsedMessages;
import io.cmqkafka.DeleteOutcome;
import io.cmqkafka.Failures;
import io.cmqkafka.Measure;
import io.cmqkafka.MessageTrace;
import io.cmqkafka.NewQueue;
import io.cmqkafka.QueueCounts;
import io.cmqkafka.Queues;
import io.cmqkafka.Received;
import io.cmqkafka.RewindCounts;
import io.cmqkafka.TracePosition;
import io.cmqkafka.body.QueueTopics;
import io.cmqkafka.browsing.Browsing;
import io.cmqkafka.catalog.DeadLetterBinding;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.PartitionRequests;
import io.cmqkafka.config.QueueBounds;
import io.cmqkafka.definition.QueueDefinitions;
import io.cmqkafka.deleting.Deletes;
import io.cmqkafka.numbers.Tally;
import io.cmqkafka.queue.AttributeChanges;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.receiving.Receiving;
import io.cmqkafka.receiving.WaitingRooms;
import io.cmqkafka.sending.QueueCounter;
import io.cmqkafka.sending.QueueLimits;
import io.cmqkafka.sending.RateLimits;
import io.cmqkafka.view.CatalogView;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@link Queues} over the commands log and the queues' Kafka topics. */
final class KafkaQueues implements Queues {

  /** A client computes the earliest rewind time a moment before the server checks it. */
  private static final long REWIND_SLACK_MS = 5_000;

  private final QueueTopics topics;
  private final CatalogView catalog;
  private final Receiving.Tools tools;
  private final WaitingRooms rooms;
  private final PartitionRequests requests;
  private final QueueDefinitions definitions;
  private final QueueCounter counter;
  private final Function<QueueDefinition, CompletableFuture<Void>> putInForce;
  private final Predicate<QueueDefinition> isGone;
  private final QueueLimits queueLimits;
  private final RateLimits rates;
  private final Deletes deletes;
  private final Tally tally;
  private final Browsing browsing;

  /**
   * @param putInForce completes when a new queue gets publications of topics that subscribe it
   * @param processes how many there are in the cluster; empty when that is not known
   * @param isGone whether the queue's Kafka topic was deleted with Kafka's tools
   */
  KafkaQueues(
      QueueBounds bounds,
      QueueDefinitions definitions,
      QueueTopics topics,
      CatalogView catalog,
      Receiving.Tools tools,
      WaitingRooms rooms,
      PartitionRequests requests,
      QueueCounter counter,
      Browsing browsing,
      Function<QueueDefinition, CompletableFuture<Void>> putInForce,
      Supplier<OptionalInt> processes,
      Predicate<QueueDefinition> isGone,
      Tally tally) {
    this.tally = tally;
    this.isGone = isGone;
    this.topics = topics;
    this.catalog = catalog;
    this.tools = tools;
    this.rooms = rooms;
    this.requests = requests;
    this.definitions = definitions;
    this.counter = counter;
    this.browsing = browsing;
    this.putInForce = putInForce;
    this.queueLimits = new QueueLimits(counter::depth, bounds.maxDelayed(), processes);
    this.rates = new RateLimits(bounds.rateLimit());
    this.deletes = new Deletes(tools.handles(), tools.bodies(), requests);
  }

  @Override
  public Optional<QueueDefinition> find(String name) {
    return catalog.queue(name);
  }

  @Override
  public CompletableFuture<Void> catchUp() {
    return catalog.catchUp();
  }

  @Override
  public List<QueueDefinition> list() {
    return catalog.queues();
  }

  @Override
  public CompletableFuture<QueueDefinition> create(NewQueue queue) {
    return definitions
        .create(queue)
        .thenCompose(made -> putInForce.apply(made).thenApply(done -> made));
  }

  @Override
  public CompletableFuture<QueueDefinition> change(
      QueueDefinition queue, AttributeChanges changes, DeadLetterBinding deadLetter) {
    return definitions.change(queue, changes, deadLetter);
  }

  @Override
  public CompletableFuture<Void> unbindDeadLetter(QueueDefinition queue) {
    return definitions.unbindDeadLetter(queue);
  }

  @Override
  public CompletableFuture<Void> drop(QueueDefinition queue) {
    return definitions.drop(queue);
  }

  @Override
  public CompletableFuture<BrowsedMessages> browse(QueueDefinition queue, BrowseRequest request) {
    return isGone.test(queue)
        ? Failures.refused(Refusal.KAFKA_TOPIC_GONE)
        : counter.caughtUp(queue).thenCompose(known -> browsing.browse(queue, request));
  }

  @Override
  public CompletableFuture<MessageTrace> trace(
      QueueDefinition queue, MessageId id, Optional<TracePosition> from, int maxRecords) {
    return isGone.test(queue)
        ? Failures.refused(Refusal.KAFKA_TOPIC_GONE)
        : counter.caughtUp(queue).thenCompose(known -> browsing.trace(queue, id, from, maxRecords));
  }

  @Override
  public CompletableFuture<QueueCounts> counts(QueueDefinition queue) {
    return counter.counts(queue);
  }

  @Override
  public CompletableFuture<List<MessageId>> send(
      QueueDefinition queue, List<byte[]> bodies, int delaySeconds) {
    if (isGone.test(queue)) {
      return Failures.refused(Refusal.KAFKA_TOPIC_GONE);
    }
    if (!rates.admits(queue.id(), bodies.size())) {
      return Failures.refused(Refusal.OVERLOADED);
    }
    CompletableFuture<Void> admitted = queueLimits.admit(queue, bodies.size(), delaySeconds > 0);
    long delayMs = delaySeconds * 1_000L;
    return admitted.thenCompose(ok -> tools.messages().append(queue, bodies, delayMs));
  }

  /** Lets messages into a queue that come from another one; they are not counted as sent. */
  CompletableFuture<Void> admit(QueueDefinition queue, int messages) {
    return isGone.test(queue)
        ? Failures.refused(Refusal.KAFKA_TOPIC_GONE)
        : queueLimits.admit(queue, messages, false);
  }

  @Override
  public CompletableFuture<Received> receive(QueueDefinition queue, int max, int waitSeconds) {
    if (isGone.test(queue)) {
      return Failures.refused(Refusal.KAFKA_TOPIC_GONE);
    }
    // The future itself is returned: its caller may cancel it.
    CompletableFuture<Received> received =
        new Receiving(tools, rooms, queue, max, waitSeconds).start();
    received.thenAccept(given -> count(queue, given.messages().size()));
    return received;
  }

  @Override
  public CompletableFuture<List<DeleteOutcome>> delete(
      QueueDefinition queue, List<String> receiptHandles) {
    return deletes
        .delete(queue, receiptHandles)
        .thenApply(
            outcomes -> {
              long deleted = outcomes.stream().filter(DeleteOutcome.DELETED::equals).count();
              tally.add(queue.id(), Measure.DELETED, deleted);
              return outcomes;
            });
  }

  @Override
  public CompletableFuture<Void> rewind(QueueDefinition queue, long startConsumeTime) {
    return requests.bounded(
        "rewinding queue " + queue.name(),
        rewindTo(queue, startConsumeTime)
            .thenCompose(
                to ->
                    requests.askAll(
                        queue,
                        p ->
                            new QueueCommand.Rewind(
                                QueueCounter.unlessNone(to.offsets().get(p))))));
  }

  @Override
  public CompletableFuture<RewindCounts> rewindable(QueueDefinition queue, long startConsumeTime) {
    return requests.bounded(
        "looking at what a rewind of queue " + queue.name() + " would bring back",
        rewindTo(queue, startConsumeTime)
            .thenCompose(
                to ->
                    counter
                        .rewindable(queue, to.offsets())
                        .thenApply(rewound -> new RewindCounts(to.now(), rewound))));
  }

  /**
   * Where a rewind leads to.
   *
   * @param now what is in the queue before it
   * @param offsets by partition; -1 when nothing is that late
   */
  private record RewindTarget(QueueCounts now, List<Long> offsets) {}

  private CompletableFuture<RewindTarget> rewindTo(QueueDefinition queue, long startConsumeTime) {
    int rewindSeconds = queue.attributes().rewindSeconds();
    if (rewindSeconds == 0) {
      return Failures.refused(Refusal.REWIND_NOT_ENABLED);
    }
    long startMs = startConsumeTime * 1_000;
    if (startMs < tools.clock().ages().bornBy(rewindSeconds * 1_000L) - REWIND_SLACK_MS) {
      return Failures.refused(Refusal.REWIND_TIME_INVALID);
    }
    return counter
        .counts(queue)
        .thenCompose(
            counts ->
                startConsumeTime > counts.minTimeMs() / 1_000
                    ? Failures.refused(Refusal.REWIND_TIME_INVALID)
                    : topics
                        .since(queue.kafkaTopic(), queue.partitions(), startMs)
                        .thenApply(offsets -> new RewindTarget(counts, offsets)));
  }

  @Override
  public CompletableFuture<Void> clear(QueueDefinition queue) {
    return requests.bounded(
        "clearing queue " + queue.name(),
        counter
            .caughtUp(queue)
            .thenCompose(known -> requests.askAll(queue, p -> new QueueCommand.Clear())));
  }

  private void count(QueueDefinition queue, int received) {
    if (received == 0) {
      tally.add(queue.id(), Measure.EMPTY_RECEIVES, 1);
    } else {
      tally.add(queue.id(), Measure.RECEIVED, received);
    }
  }

  /**
   * Forgets queues that are gone, all at once and now and then. Forgetting at the deletion would
   * not do, because a send that ends later would be remembered again.
   */
  void forgetWhatIsGone() {
    var ids = catalog.storedQueues().stream().map(QueueDefinition::id).collect(Collectors.toSet());
    tools.messages().retain(ids);
    queueLimits.retain(ids);
    rates.retain(ids);
  }
}
