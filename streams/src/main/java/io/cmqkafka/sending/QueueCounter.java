package io.cmqkafka.sending;

import io.cmqkafka.QueueCounts;
import io.cmqkafka.SubscriptionState;
import io.cmqkafka.body.BodyFetcher;
import io.cmqkafka.body.BodySource;
import io.cmqkafka.body.MessageLog;
import io.cmqkafka.body.QueueTopics;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.PartitionRequests;
import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.queue.LastPushes;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Reply;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Counts what is in a queue. */
public final class QueueCounter {
  /** How long a question is held back for messages this process has just sent. */
  private static final Duration CATCH_UP = Duration.ofSeconds(1);

  private static final Executor SHORTLY =
      CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS);

  private final QueueTopics topics;
  private final MessageLog messages;
  private final BodyFetcher bodies;
  private final LogClock clock;
  private final PartitionRequests requests;

  public QueueCounter(
      QueueTopics topics,
      MessageLog messages,
      BodyFetcher bodies,
      LogClock clock,
      PartitionRequests requests) {
    this.topics = topics;
    this.messages = messages;
    this.bodies = bodies;
    this.clock = clock;
    this.requests = requests;
  }

  public CompletableFuture<QueueCounts> counts(QueueDefinition queue) {
    int rewindSeconds = queue.attributes().rewindSeconds();
    CompletableFuture<List<Long>> windows =
        rewindSeconds == 0
            ? CompletableFuture.completedFuture(noWindow(queue))
            : topics.since(
                queue.kafkaTopic(),
                queue.partitions(),
                clock.ages().bornBy(rewindSeconds * 1_000L));
    return requests.bounded(
        "counting queue " + queue.name(),
        caughtUp(queue)
            .thenCompose(known -> windows)
            .thenCompose(
                starts -> count(queue, starts, (p, counted) -> withMinTime(queue, p, counted))));
  }

  /**
   * Completes when the machines know all messages that this process has sent, and after a second in
   * any case.
   */
  public CompletableFuture<Void> caughtUp(QueueDefinition queue) {
    long deadline = System.nanoTime() + CATCH_UP.toNanos();
    return CompletableFuture.allOf(
        IntStream.range(0, queue.partitions())
            .mapToObj(p -> new QueuePartition(queue.id(), p))
            .map(target -> caughtUp(queue, target, messages.knownEnd(target), deadline))
            .toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<Void> caughtUp(
      QueueDefinition queue, QueuePartition target, long knownEnd, long deadlineNanos) {
    if (knownEnd == 0 || System.nanoTime() - deadlineNanos > 0) {
      return CompletableFuture.completedFuture(null);
    }
    return requests
        .ask(queue, target.partition(), new QueueCommand.AskEnd(), Reply.KnownUpTo.class)
        .thenCompose(
            known ->
                known.end() >= knownEnd
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.runAsync(() -> {}, SHORTLY)
                        .thenCompose(again -> caughtUp(queue, target, knownEnd, deadlineNanos)));
  }

  /**
   * How many messages are deleted and could be brought back from these offsets on.
   *
   * @param offsets by partition, -1 for none
   */
  public CompletableFuture<Long> rewindable(QueueDefinition queue, List<Long> offsets) {
    return count(
            queue,
            offsets,
            (p, counted) -> CompletableFuture.completedFuture(counts(counted, 0, 0)))
        .thenApply(QueueCounts::rewindable);
  }

  /**
   * As {@link #counts}, without the parts that admitting a send does not need. Messages that this
   * process has written and the machines do not know yet count as active.
   */
  public CompletableFuture<QueueCounts> depth(QueueDefinition queue) {
    List<Long> knownEnds =
        IntStream.range(0, queue.partitions())
            .mapToObj(p -> messages.knownEnd(new QueuePartition(queue.id(), p)))
            .toList();
    return count(
        queue,
        noWindow(queue),
        (p, counted) ->
            CompletableFuture.completedFuture(
                counts(counted, arriving(queue, p, counted, knownEnds.get(p)), clock.now())));
  }

  /** The counts of a delivery queue, which has one partition, within the time of one request. */
  public CompletableFuture<SubscriptionState> ofDelivery(QueueDefinition delivery) {
    return requests.bounded(
        "counting queue " + delivery.name(),
        requests
            .ask(delivery, 0, new QueueCommand.Count(Long.MAX_VALUE), Reply.Counted.class)
            .thenApply(
                counted ->
                    new SubscriptionState(
                        false,
                        counted.active() + counted.inactive() + counted.delayed(),
                        Objects.requireNonNullElse(counted.lastPushes(), LastPushes.NONE))));
  }

  /**
   * Messages written and not known to the machine yet. A machine that has heard of nothing says 0.
   * So does one that does not say how far it knows; it is believed if it has counted something.
   * Where a bound Kafka topic begins is not known here.
   */
  private static long arriving(
      QueueDefinition queue, int partition, Reply.Counted counted, long knownEnd) {
    if (counted.end() == 0 && (queue.bound() || hasSome(counted))) {
      return 0;
    }
    return Math.max(0, knownEnd - Math.max(counted.end(), queue.begins().get(partition)));
  }

  private static boolean hasSome(Reply.Counted counted) {
    return counted.active() + counted.inactive() + counted.delayed() + counted.rewindable() > 0;
  }

  private CompletableFuture<QueueCounts> count(
      QueueDefinition queue,
      List<Long> windowStarts,
      BiFunction<Integer, Reply.Counted, CompletableFuture<QueueCounts>> ofPartition) {
    List<CompletableFuture<QueueCounts>> parts =
        IntStream.range(0, queue.partitions())
            .mapToObj(
                p ->
                    requests
                        .ask(
                            queue,
                            p,
                            new QueueCommand.Count(unlessNone(windowStarts.get(p))),
                            Reply.Counted.class)
                        .thenCompose(counted -> ofPartition.apply(p, counted)))
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
      QueueDefinition queue, int partition, Reply.Counted counted) {
    long now = clock.now();
    CompletableFuture<Long> minTime =
        counted.firstUndeleted() < 0
            ? CompletableFuture.completedFuture(now)
            : bodies
                .fetch(BodySource.of(queue, partition), counted.firstUndeleted())
                .thenApply(stored -> stored == null ? now : stored.timestampMs());
    return minTime.thenApply(time -> counts(counted, 0, time));
  }

  private static QueueCounts counts(Reply.Counted counted, long arriving, long minTime) {
    return new QueueCounts(
        counted.active() + arriving,
        counted.inactive(),
        counted.delayed(),
        counted.rewindable(),
        minTime);
  }

  private static List<Long> noWindow(QueueDefinition queue) {
    return Collections.nCopies(queue.partitions(), -1L);
  }

  public static long unlessNone(long offset) {
    return offset < 0 ? Long.MAX_VALUE : offset;
  }
}
