package io.cmqkafka;

import io.cmqkafka.catalog.CatalogCommand;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.log.BodySource;
import io.cmqkafka.log.CatalogView;
import io.cmqkafka.log.CmqConfig;
import io.cmqkafka.log.KafkaTopics;
import io.cmqkafka.log.QueueTopics;
import io.cmqkafka.queue.AttributeChanges;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.ReceiptHandles;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.queue.Reply;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link Queues} over the commands log and the queues' Kafka topics. */
final class KafkaQueues implements Queues {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaQueues.class);
  private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int ID_LENGTH = 8;

  /** A client computes the earliest rewind time a moment before the server checks it. */
  private static final long REWIND_SLACK_MS = 5_000;

  /** How long a question is held back for messages this process has just sent. */
  private static final Duration CATCH_UP = Duration.ofSeconds(1);

  private static final Executor SHORTLY =
      CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS);

  private final CmqConfig config;
  private final KafkaTopics names;
  private final QueueTopics topics;
  private final CatalogView catalog;
  private final Receiving.Tools tools;
  private final HeapGuard heapGuard;
  private final AtomicInteger turn = new AtomicInteger();
  private final SecureRandom random = new SecureRandom();

  KafkaQueues(CmqConfig config, QueueTopics topics, CatalogView catalog, Receiving.Tools tools) {
    this.config = config;
    this.names = config.topics();
    this.topics = topics;
    this.catalog = catalog;
    this.tools = tools;
    this.heapGuard = new HeapGuard(this::depth, config.maxDelayed());
    catalog.onChange(this::forgetWhatIsGone);
  }

  @Override
  public Optional<QueueDefinition> find(String name) {
    return catalog.queue(name);
  }

  @Override
  public List<QueueDefinition> list() {
    return catalog.queues();
  }

  @Override
  public CompletableFuture<QueueDefinition> create(NewQueue queue) {
    Optional<Refusal> refusal = refusalOf(queue);
    if (refusal.isPresent()) {
      return refused(refusal.get());
    }
    String topic = queue.bindTopic() == null ? names.queue(queue.name()) : queue.bindTopic();
    return orUnavailable(
        "creating queue " + queue.name(),
        topicFor(queue, topic)
            .thenCompose(
                created ->
                    carryOut(creation(queue, topic, created))
                        .whenComplete((done, failure) -> cleanUp(queue, created, failure))
                        .thenCompose(done -> adopt(queue, topic, created)))
            .thenApply(done -> find(queue.name()).orElseThrow(() -> gone())));
  }

  @Override
  public CompletableFuture<QueueDefinition> change(
      QueueDefinition queue, AttributeChanges changes) {
    QueueAttributes before = queue.attributes();
    QueueAttributes after = changes.appliedTo(before);
    if (after.rewindSeconds() > after.msgRetentionSeconds()) {
      return refused(Refusal.REWIND_EXCEEDS_RETENTION);
    }
    boolean keepsLonger = after.msgRetentionSeconds() > before.msgRetentionSeconds();
    boolean keepsShorter = after.msgRetentionSeconds() < before.msgRetentionSeconds();
    boolean opensWindow = before.rewindSeconds() == 0 && after.rewindSeconds() > 0;
    // Kafka must never keep less than the queue promises, at no moment.
    return orUnavailable(
        "changing queue " + queue.name(),
        changeRetention(queue, after, keepsLonger)
            .thenCompose(
                done ->
                    opensWindow
                        ? askAll(queue, p -> new QueueCommand.OpenRewindWindow())
                        : CompletableFuture.completedFuture(null))
            .thenCompose(
                done -> carryOut(new CatalogCommand.ChangeQueue(queue.name(), queue.id(), changes)))
            .thenCompose(done -> changeRetention(queue, after, keepsShorter))
            .thenApply(done -> current(queue)));
  }

  @Override
  public CompletableFuture<Void> drop(QueueDefinition queue) {
    return orUnavailable(
        "deleting queue " + queue.name(),
        carryOut(new CatalogCommand.DropQueue(queue.name(), queue.id())));
  }

  @Override
  public CompletableFuture<List<MessageId>> send(
      QueueDefinition queue, List<byte[]> bodies, int delaySeconds) {
    CompletableFuture<Void> admitted = heapGuard.admit(queue, bodies.size(), delaySeconds > 0);
    long delayMs = delaySeconds * 1_000L;
    CompletableFuture<List<MessageId>> sent =
        admitted.isDone() && !admitted.isCompletedExceptionally()
            ? tools.messages().append(queue, bodies, delayMs)
            : admitted.thenComposeAsync(
                ok -> tools.messages().append(queue, bodies, delayMs), tools.executor());
    return sent.thenApplyAsync(ids -> ids, tools.executor());
  }

  @Override
  public CompletableFuture<List<Message>> receive(QueueDefinition queue, int max, int waitSeconds) {
    int first =
        queue.partitions() == 1 ? 0 : Math.floorMod(turn.getAndIncrement(), queue.partitions());
    return new Receiving(tools, queue, max, waitSeconds, first).start();
  }

  @Override
  public CompletableFuture<List<DeleteOutcome>> delete(
      QueueDefinition queue, List<String> receiptHandles) {
    DeleteOutcome[] outcomes = new DeleteOutcome[receiptHandles.size()];
    Map<Integer, List<Lease>> leases = new HashMap<>();
    Map<Integer, List<Integer>> places = new HashMap<>();
    for (int i = 0; i < outcomes.length; i++) {
      String handle = receiptHandles.get(i);
      Optional<ReceiptHandles.Opened> opened = tools.handles().open(queue.id(), handle);
      if (opened.isPresent()) {
        int partition = opened.get().partition();
        leases.computeIfAbsent(partition, p -> new ArrayList<>()).add(opened.get().lease());
        places.computeIfAbsent(partition, p -> new ArrayList<>()).add(i);
      } else {
        outcomes[i] =
            tools.handles().isWellFormed(handle) ? DeleteOutcome.INVALID : DeleteOutcome.MALFORMED;
      }
    }
    List<CompletableFuture<Void>> deletes = new ArrayList<>();
    leases.forEach(
        (partition, ofPartition) ->
            deletes.add(
                ask(queue, partition, new QueueCommand.Delete(ofPartition), Reply.Deleted.class)
                    .thenAccept(
                        deleted -> {
                          List<Integer> at = places.get(partition);
                          for (int i = 0; i < at.size(); i++) {
                            boolean done = deleted.outcomes().get(i);
                            outcomes[at.get(i)] =
                                done ? DeleteOutcome.DELETED : DeleteOutcome.INVALID;
                            if (done) {
                              forgetBody(queue, partition, ofPartition.get(i).offset());
                            }
                          }
                        })));
    return CompletableFuture.allOf(deletes.toArray(CompletableFuture[]::new))
        .thenApplyAsync(done -> List.of(outcomes), tools.executor());
  }

  @Override
  public CompletableFuture<Void> rewind(QueueDefinition queue, long startConsumeTime) {
    int rewindSeconds = queue.attributes().rewindSeconds();
    if (rewindSeconds == 0) {
      return refused(Refusal.REWIND_NOT_ENABLED);
    }
    long startMs = startConsumeTime * 1_000;
    if (startMs < tools.clock().now() - rewindSeconds * 1_000L - REWIND_SLACK_MS) {
      return refused(Refusal.REWIND_TIME_INVALID);
    }
    return orUnavailable(
        "rewinding queue " + queue.name(),
        counts(queue)
            .thenCompose(
                counts ->
                    startConsumeTime > counts.minTimeMs() / 1_000
                        ? refused(Refusal.REWIND_TIME_INVALID)
                        : topics.since(queue.kafkaTopic(), queue.partitions(), startMs))
            .thenCompose(
                offsets ->
                    askAll(
                        queue, p -> new QueueCommand.Rewind(unlessNone((Long) offsets.get(p))))));
  }

  @Override
  public CompletableFuture<Void> clear(QueueDefinition queue) {
    return orUnavailable(
        "clearing queue " + queue.name(),
        caughtUp(queue).thenCompose(known -> askAll(queue, p -> new QueueCommand.Clear())));
  }

  @Override
  public CompletableFuture<QueueCounts> counts(QueueDefinition queue) {
    int rewindSeconds = queue.attributes().rewindSeconds();
    CompletableFuture<List<Long>> windows =
        rewindSeconds == 0
            ? CompletableFuture.completedFuture(noWindow(queue))
            : topics.since(
                queue.kafkaTopic(),
                queue.partitions(),
                tools.clock().now() - rewindSeconds * 1_000L);
    return orUnavailable(
        "counting queue " + queue.name(),
        caughtUp(queue)
            .thenCompose(known -> windows)
            .thenCompose(starts -> count(queue, starts, true)));
  }

  /** Completes when the machines know what this process has sent; or after a second, whatever. */
  private CompletableFuture<Void> caughtUp(QueueDefinition queue) {
    long deadline = System.nanoTime() + CATCH_UP.toNanos();
    return CompletableFuture.allOf(
        IntStream.range(0, queue.partitions())
            .mapToObj(p -> new QueuePartition(queue.id(), p))
            .map(target -> caughtUp(queue, target, tools.messages().knownEnd(target), deadline))
            .toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<Void> caughtUp(
      QueueDefinition queue, QueuePartition target, long knownEnd, long deadlineNanos) {
    if (knownEnd == 0 || System.nanoTime() - deadlineNanos > 0) {
      return CompletableFuture.completedFuture(null);
    }
    return ask(queue, target.partition(), new QueueCommand.AskEnd(), Reply.KnownUpTo.class)
        .thenCompose(
            known ->
                known.end() >= knownEnd
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.runAsync(() -> {}, SHORTLY)
                        .thenCompose(again -> caughtUp(queue, target, knownEnd, deadlineNanos)));
  }

  /** As {@link #counts}, without what only costs time when a send is to be admitted. */
  private CompletableFuture<QueueCounts> depth(QueueDefinition queue) {
    return count(queue, noWindow(queue), false);
  }

  private CompletableFuture<QueueCounts> count(
      QueueDefinition queue, List<Long> windowStarts, boolean withMinTime) {
    List<CompletableFuture<QueueCounts>> parts =
        IntStream.range(0, queue.partitions())
            .mapToObj(
                p ->
                    ask(
                            queue,
                            p,
                            new QueueCommand.Count(unlessNone(windowStarts.get(p))),
                            Reply.Counted.class)
                        .thenCompose(counted -> withMinTime(queue, p, counted, withMinTime)))
            .toList();
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                parts.stream()
                    .map(CompletableFuture::join)
                    .reduce(QueueCounts::plus)
                    .orElseThrow());
  }

  private CompletableFuture<QueueCounts> withMinTime(
      QueueDefinition queue, int partition, Reply.Counted counted, boolean wanted) {
    long now = tools.clock().now();
    CompletableFuture<Long> minTime =
        !wanted || counted.firstUndeleted() < 0
            ? CompletableFuture.completedFuture(now)
            : tools
                .bodies()
                .fetch(BodySource.of(queue, partition), counted.firstUndeleted())
                .thenApply(stored -> stored == null ? now : stored.timestampMs());
    return minTime.thenApply(
        time ->
            new QueueCounts(
                counted.active(),
                counted.inactive(),
                counted.delayed(),
                counted.rewindable(),
                time));
  }

  private Optional<Refusal> refusalOf(NewQueue queue) {
    if (catalog.sameNameIgnoringCase(queue.name()).isPresent()) {
      return Optional.of(Refusal.QUEUE_EXISTS);
    }
    if (catalog.isBeingReleased(queue.name())) {
      return Optional.of(Refusal.NAME_BEING_RELEASED);
    }
    if (catalog.queues().size() >= config.maxQueues()) {
      return Optional.of(Refusal.QUEUE_LIMIT_REACHED);
    }
    if (queue.attributes().rewindSeconds() > queue.attributes().msgRetentionSeconds()) {
      return Optional.of(Refusal.REWIND_EXCEEDS_RETENTION);
    }
    boolean bindable =
        queue.bindTopic() == null
            || config.bindTopics() != null
                && config.bindTopics().matcher(queue.bindTopic()).matches()
                && !names.isOurs(queue.bindTopic());
    return bindable ? Optional.empty() : Optional.of(Refusal.TOPIC_NOT_BINDABLE);
  }

  private CompletableFuture<QueueTopics.Created> topicFor(NewQueue queue, String topic) {
    return queue.bindTopic() == null
        ? topics.create(topic, queue.partitions(), queue.attributes())
        : topics
            .existing(topic)
            .thenApply(
                existing ->
                    existing.orElseThrow(() -> new RefusedException(Refusal.TOPIC_NOT_BINDABLE)));
  }

  private CatalogCommand.CreateQueue creation(
      NewQueue queue, String topic, QueueTopics.Created created) {
    return new CatalogCommand.CreateQueue(
        queue.name(),
        newId(),
        topic,
        created.id(),
        queue.bindTopic() != null,
        created.begins(),
        queue.attributes(),
        config.maxQueues());
  }

  /** A topic of ours that was there already, perhaps of another making, becomes like the others. */
  private CompletableFuture<Void> adopt(NewQueue queue, String topic, QueueTopics.Created created) {
    return created.fresh() || queue.bindTopic() != null
        ? CompletableFuture.completedFuture(null)
        : topics.adopt(topic, queue.attributes());
  }

  /**
   * Lost a race against a name that differs in case: the topic that was made for it is nobody's.
   */
  private void cleanUp(NewQueue queue, QueueTopics.Created created, Throwable failure) {
    boolean nobodys =
        failure != null
            && created.fresh()
            && catalog
                .sameNameIgnoringCase(queue.name())
                .filter(winner -> !winner.name().equals(queue.name()))
                .isPresent();
    if (nobodys) {
      topics.delete(created.id());
    }
  }

  private CompletableFuture<Void> changeRetention(
      QueueDefinition queue, QueueAttributes after, boolean now) {
    return now && !queue.bound()
        ? topics.changeRetention(queue.kafkaTopic(), after)
        : CompletableFuture.completedFuture(null);
  }

  /** Changes the catalog, and waits until this process's own view has the change. */
  private CompletableFuture<Void> carryOut(CatalogCommand command) {
    return tools
        .commands()
        .ask(command)
        .thenCompose(
            reply -> {
              if (reply instanceof Reply.Stored stored) {
                return catalog
                    .reached(stored.version())
                    .thenApply(v -> v)
                    .orTimeout(config.requestTimeoutMs(), TimeUnit.MILLISECONDS);
              }
              return refused(reply instanceof Reply.Refused no ? no.reason() : Refusal.UNAVAILABLE);
            });
  }

  private CompletableFuture<Void> askAll(
      QueueDefinition queue, java.util.function.IntFunction<QueueCommand> command) {
    return CompletableFuture.allOf(
        IntStream.range(0, queue.partitions())
            .mapToObj(p -> ask(queue, p, command.apply(p), Reply.Done.class))
            .toArray(CompletableFuture[]::new));
  }

  private <T extends Reply> CompletableFuture<T> ask(
      QueueDefinition queue, int partition, QueueCommand command, Class<T> expected) {
    return tools
        .commands()
        .ask(new QueuePartition(queue.id(), partition), command)
        .reply()
        .thenApply(
            reply -> {
              if (expected.isInstance(reply)) {
                return expected.cast(reply);
              }
              throw new RefusedException(
                  reply instanceof Reply.Refused no ? no.reason() : Refusal.UNAVAILABLE);
            });
  }

  private QueueDefinition current(QueueDefinition queue) {
    return find(queue.name()).filter(now -> now.id().equals(queue.id())).orElseThrow(() -> gone());
  }

  private void forgetBody(QueueDefinition queue, int partition, long offset) {
    // A queue that can be rewound, or a topic that others read too, may ask for it again.
    if (queue.attributes().rewindSeconds() == 0 && !queue.bound()) {
      tools.bodies().forget(BodySource.of(queue, partition), offset);
    }
  }

  private void forgetWhatIsGone() {
    var ids = catalog.queues().stream().map(QueueDefinition::id).collect(Collectors.toSet());
    tools.messages().retain(ids);
    heapGuard.retain(ids);
  }

  private <T> CompletableFuture<T> orUnavailable(String what, CompletableFuture<T> future) {
    return future
        .orTimeout(2L * config.requestTimeoutMs(), TimeUnit.MILLISECONDS)
        .handleAsync(
            (value, failure) -> {
              if (failure == null) {
                return value;
              }
              Throwable cause =
                  failure instanceof CompletionException ? failure.getCause() : failure;
              if (cause instanceof RefusedException refused) {
                throw refused;
              }
              LOG.warn(
                  "{} failed: {}",
                  what,
                  cause instanceof TimeoutException
                      ? "Kafka did not answer in time"
                      : cause.toString());
              throw new RefusedException(Refusal.UNAVAILABLE);
            },
            tools.executor());
  }

  private String newId() {
    StringBuilder id = new StringBuilder("queue-");
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
    }
    return id.toString();
  }

  private static List<Long> noWindow(QueueDefinition queue) {
    return java.util.Collections.nCopies(queue.partitions(), -1L);
  }

  private static long unlessNone(long offset) {
    return offset < 0 ? Long.MAX_VALUE : offset;
  }

  private static RefusedException gone() {
    return new RefusedException(Refusal.NO_SUCH_QUEUE);
  }

  private static <T> CompletableFuture<T> refused(Refusal refusal) {
    return CompletableFuture.failedFuture(new RefusedException(refusal));
  }
}
