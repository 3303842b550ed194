package io.cmqkafka.arrival;

import io.cmqkafka.body.BodyCache;
import io.cmqkafka.body.BodySource;
import io.cmqkafka.body.DelayHeaders;
import io.cmqkafka.body.StoredBody;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.copy.CopyHeader;
import io.cmqkafka.logging.LogLimit;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.retention.Retention;
import io.cmqkafka.retention.TimeToLive;
import io.cmqkafka.view.CatalogView;
import io.cmqkafka.worker.ConsumerLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the queue partitions that this process decides about and appends an {@code Arrived}
 * command for what each poll brings, whoever wrote it. A plain consumer with explicit assignment,
 * so queues come and go without a rebalance. Which queue is told what is {@link Tail}'s to say, one
 * for each Kafka partition; this class reads, tells and seeks for it.
 *
 * <p>One thread does all the work; the public methods only leave word for it and may be called on
 * any thread.
 */
public final class Arrivals extends ConsumerLoop {
  private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);

  /** Arrivals told and not yet answered; beyond it the tail pauses until answers come. */
  private static final int MAX_UNANSWERED = 1_000;

  /** State of a queue that no catalog entry explains is dropped after so long. */
  private static final long ORPHAN_AFTER_NANOS = TimeUnit.MINUTES.toNanos(5);

  private static final Duration POLL = Duration.ofMillis(200);

  /** A consumer without partitions cannot poll. */
  private static final long REST_MS = 10;

  private static final long SETTLE_AGAIN_MS = 1_000;

  /** After an arrival, what comes within this time is told together. */
  private static final long COALESCE_MS = 1;

  private final CatalogView catalog;
  private final CommandLog log;
  private final BodyCache bodies;
  private final Retention retention;
  private final TimeToLive timeToLive;
  private final SkippedRecords skipped;
  private final Function<String, CompletableFuture<String>> topicIds;
  private final LongSupplier nanoTime;

  /** Owned commands partitions, with the ends their machines knew when they were opened. */
  private final Map<Integer, Map<QueuePartition, Long>> owned = new ConcurrentHashMap<>();

  private final List<Runnable> ownershipListeners = new CopyOnWriteArrayList<>();
  private final Queue<Runnable> todo = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unanswered = new AtomicInteger();

  // Only the tail's thread touches these.
  private final Map<QueuePartition, Followed> followed = new HashMap<>();
  private final Map<TopicPartition, Tail> tails = new HashMap<>();
  private final Map<QueuePartition, Long> orphanSince = new HashMap<>();

  /** A Kafka topic can have many partitions, and a broker that fails many topics. */
  private final LogLimit logged = new LogLimit(30);

  private boolean reassign;
  private Set<TopicPartition> paused = Set.of();

  private static final class Followed {
    final QueueDefinition queue;
    final QueuePartition partition;
    final BodySource source;

    /** The offset at which the queue's life begins, for a machine that does not know of it yet. */
    long begin;

    /** The one that is being settled, while nothing may be told; only the newest counts. */
    CutBack cutBack;

    Followed(QueueDefinition queue, QueuePartition partition) {
      this.queue = queue;
      this.partition = partition;
      this.source = BodySource.of(queue, partition.partition());
      this.begin = queue.begins().get(partition.partition());
    }
  }

  /**
   * @param consumer read_committed, no group, {@code auto.offset.reset=none}; used by this object
   *     alone
   * @param topicIds Kafka's own id of the topic that has this name now
   */
  public Arrivals(
      Consumer<byte[], byte[]> consumer,
      CatalogView catalog,
      CommandLog log,
      BodyCache bodies,
      Retention retention,
      TimeToLive timeToLive,
      SkippedRecords skipped,
      Function<String, CompletableFuture<String>> topicIds) {
    this(
        consumer, catalog, log, bodies, retention, timeToLive, skipped, topicIds, System::nanoTime);
  }

  Arrivals(
      Consumer<byte[], byte[]> consumer,
      CatalogView catalog,
      CommandLog log,
      BodyCache bodies,
      Retention retention,
      TimeToLive timeToLive,
      SkippedRecords skipped,
      Function<String, CompletableFuture<String>> topicIds,
      LongSupplier nanoTime) {
    super("following the queues", "cmq-arrivals", consumer);
    this.nanoTime = nanoTime;
    this.topicIds = topicIds;
    this.catalog = catalog;
    this.log = log;
    this.bodies = bodies;
    this.retention = retention;
    this.timeToLive = timeToLive;
    this.skipped = skipped;
  }

  public void start() {
    catalog.onChange(changes -> leaveWord(() -> take(changes)));
    startThread();
  }

  /**
   * This process decides about the commands partition from now on.
   *
   * @param ends for each queue partition with state, one past the last message that it knows of
   */
  public void own(int commandsPartition, Map<QueuePartition, Long> ends) {
    owned.put(commandsPartition, new HashMap<>(ends));
    ownershipListeners.forEach(Runnable::run);
    leaveWord(
        () -> {
          unfollow(commandsPartition);
          reconcile();
        });
  }

  public void disown(int commandsPartition) {
    owned.remove(commandsPartition);
    ownershipListeners.forEach(Runnable::run);
    leaveWord(() -> unfollow(commandsPartition));
  }

  /** Runs after each change of {@link #owned}, on a stream thread, which must not be held up. */
  public void onOwnership(Runnable listener) {
    ownershipListeners.add(listener);
  }

  /** Looks again at what is followed, also without a change of the catalog. */
  public void review() {
    leaveWord(this::reconcile);
  }

  public Set<Integer> owned() {
    return Set.copyOf(owned.keySet());
  }

  private void leaveWord(Runnable task) {
    todo.add(task);
    consumer.wakeup();
  }

  @Override
  protected void round() {
    try {
      for (Runnable task = todo.poll(); task != null; task = todo.poll()) {
        task.run();
      }
      assign();
      if (followed.isEmpty()) {
        rest(REST_MS);
      } else {
        seek();
        holdBack();
        if (tell(consumer.poll(POLL))) {
          rest(COALESCE_MS);
        }
      }
    } catch (OffsetOutOfRangeException e) {
      // Later, and not here: it asks Kafka, and may fail like everything else in the loop.
      todo.add(() -> findAgain(stillSame(e)));
    }
  }

  @Override
  protected void rest() {
    rest(POLL.toMillis());
  }

  /**
   * A consumer without partitions cannot poll, and one that just failed should not do so at once.
   */
  private void rest(long ms) {
    try {
      if (todo.isEmpty() && !isClosed()) {
        Thread.sleep(ms);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What stays assigned keeps its position. */
  private void assign() {
    if (reassign) {
      consumer.assign(tails.keySet());
      consumer.resume(tails.keySet());
      paused = Set.of();
      reassign = false;
    }
  }

  private void seek() {
    tails.forEach((kafka, tail) -> tail.seek().ifPresent(position -> seek(kafka, position)));
  }

  private void seek(TopicPartition kafka, Tail.Position position) {
    if (position.epoch() < 0) {
      consumer.seek(kafka, position.offset());
    } else {
      consumer.seek(
          kafka, new OffsetAndMetadata(position.offset(), Optional.of(position.epoch()), ""));
    }
  }

  private void holdBack() {
    Set<TopicPartition> held = new HashSet<>();
    boolean all = unanswered.get() >= MAX_UNANSWERED;
    tails.forEach(
        (kafka, tail) -> {
          if (all || tail.isHeld()) {
            held.add(kafka);
          }
        });
    if (!held.equals(paused)) {
      consumer.resume(consumer.assignment());
      consumer.pause(held);
      paused = held;
    }
  }

  private boolean tell(ConsumerRecords<byte[], byte[]> records) {
    boolean done = false;
    try {
      Map<TopicPartition, OffsetAndMetadata> nextOffsets = records.nextOffsets();
      for (TopicPartition kafka : records.partitions()) {
        List<ConsumerRecord<byte[], byte[]>> batch = records.records(kafka);
        OffsetAndMetadata next = nextOffsets.get(kafka);
        long to = next == null ? batch.get(batch.size() - 1).offset() + 1 : next.offset();
        tell(kafka, batch, to);
      }
      done = true;
    } finally {
      if (!done) {
        // The consumer is past what was not told.
        tails.values().forEach(Tail::readAgain);
      }
    }
    return !records.isEmpty();
  }

  private void tell(TopicPartition kafka, List<ConsumerRecord<byte[], byte[]>> batch, long to) {
    Tail tail = tails.get(kafka);
    if (tail == null) {
      return;
    }
    if (batch.get(0).offset() < tail.toldTo()) {
      OptionalLong same =
          tail.divergence(
              batch.stream().map(one -> new Tail.Read(one.offset(), epoch(one))).toList());
      if (same.isPresent()) {
        todo.add(() -> findAgain(Map.of(kafka, same.getAsLong())));
        return;
      }
    }
    for (Tail.Telling telling : tail.toTell(to)) {
      tell(tail, telling, batch, to);
    }
  }

  private static int epoch(ConsumerRecord<byte[], byte[]> record) {
    return record.leaderEpoch().orElse(-1);
  }

  private void tell(
      Tail tail, Tail.Telling telling, List<ConsumerRecord<byte[], byte[]>> batch, long to) {
    Followed one = followed.get(telling.queue());
    long oldest = Long.MAX_VALUE;
    for (ConsumerRecord<byte[], byte[]> record : batch) {
      if (record.offset() >= telling.from()) {
        bodies.put(one.source, record.offset(), StoredBody.of(record));
        oldest = Math.min(oldest, record.timestamp());
        report(record);
      }
    }
    QueueCommand.Arrived arrived = PolledRecords.arrival(telling.from(), batch, to);
    long oldestMs = oldest;
    CompletableFuture<Reply> answer = log.report(one.partition, arrived);
    tail.told(telling, to, epoch(batch.get(batch.size() - 1)));
    unanswered.incrementAndGet();
    answer.whenComplete((reply, failure) -> answered(tail, telling, to, reply, oldestMs));
  }

  private void report(ConsumerRecord<byte[], byte[]> record) {
    String trouble =
        record.value() == null
            ? "a record without a value is no message"
            : DelayHeaders.areGarbage(record.headers())
                ? "delay headers that are no numbers are ignored"
                : CopyHeader.isGarbage(record.headers())
                    ? CopyHeader.HEADER + " names no source and is ignored"
                    : null;
    if (trouble != null) {
      skipped.skip(
          record.topic(),
          record.partition(),
          record.offset(),
          new MalformedRecordException(trouble));
    }
  }

  private void answered(Tail tail, Tail.Telling telling, long to, Reply reply, long oldestMs) {
    unanswered.decrementAndGet();
    long end = reply instanceof Reply.KnownUpTo known ? known.end() : -1;
    if (end >= to && telling.isCurrent()) {
      retention.arrived(telling.queue(), oldestMs, end);
      timeToLive.arrived(telling.queue(), oldestMs, end);
    }
    if (end < to || telling.first()) {
      leaveWord(() -> tail.answered(telling, to, end));
    }
  }

  /**
   * Brings what is followed in line with what became of some queues. Costs what they cost, however
   * many others there are.
   */
  private void take(List<CatalogView.Change> changes) {
    for (CatalogView.Change change : changes) {
      for (QueuePartition gone : change.gone()) {
        if (followed.containsKey(gone)) {
          end(gone);
        }
      }
      QueueDefinition queue = change.queueAfter();
      if (queue != null) {
        // As it is now: the catalog may be past this change, and so may what is followed.
        catalog.storedQueue(queue.id()).ifPresent(this::watch);
      }
    }
  }

  private void watch(QueueDefinition queue) {
    for (int p = 0; p < queue.partitions(); p++) {
      QueuePartition partition = new QueuePartition(queue.id(), p);
      if (owned.containsKey(log.partitionOf(partition))) {
        watch(partition, queue);
      }
    }
  }

  private void watch(QueuePartition partition, QueueDefinition queue) {
    Followed one = followed.get(partition);
    if (one == null) {
      one = new Followed(queue, partition);
      follow(one);
    }
    Tail tail = tails.get(one.source.kafka());
    if (!tail.isForgetting(partition)) {
      TopicPartition kafka = one.source.kafka();
      // What lies before is not the queue's own, if its machine does not know that itself.
      long begin = tail.isKnown(partition) ? 0 : one.begin;
      long retentionMs = queue.attributes().msgRetentionSeconds() * 1_000L;
      retention.watch(partition, kafka, retentionMs, begin, tail.next(partition));
      timeToLive.watch(partition, kafka, maxTimeToLiveMs(queue), begin, tail.next(partition));
    }
  }

  private void end(QueuePartition gone) {
    BodySource source = unfollow(gone);
    drop(gone);
    forgetSkipped(source);
  }

  /**
   * Brings all that is followed in line with what is owned and what exists: when what is owned
   * changes, and now and then.
   */
  private void reconcile() {
    // Asked before the catalog is read: what the view learns in between is not missing from it.
    boolean current = catalog.isCurrent();
    Map<QueuePartition, QueueDefinition> wanted = new HashMap<>();
    Set<QueuePartition> existing = new HashSet<>();
    for (QueueDefinition queue : catalog.storedQueues()) {
      for (int p = 0; p < queue.partitions(); p++) {
        QueuePartition partition = new QueuePartition(queue.id(), p);
        existing.add(partition);
        if (owned.containsKey(log.partitionOf(partition))) {
          wanted.put(partition, queue);
        }
      }
    }
    for (QueuePartition gone : minus(followed.keySet(), wanted.keySet())) {
      // What exists is only decided about elsewhere from now on, and keeps its state.
      if (existing.contains(gone)) {
        unfollow(gone);
      } else {
        end(gone);
      }
    }
    wanted.forEach(this::watch);
    dropOrphans(wanted.keySet(), current);
  }

  private static long maxTimeToLiveMs(QueueDefinition queue) {
    return queue.deadLetter() == null
        ? 0
        : queue.deadLetter().limit().maxTimeToLiveSeconds() * 1_000L;
  }

  private void follow(Followed one) {
    followed.put(one.partition, one);
    tails
        .computeIfAbsent(
            one.source.kafka(),
            kafka -> {
              reassign = true;
              return new Tail();
            })
        .follow(one.partition, one.begin, endsOf(one.partition).get(one.partition));
  }

  private void unfollow(int commandsPartition) {
    for (QueuePartition partition : Set.copyOf(followed.keySet())) {
      if (log.partitionOf(partition) == commandsPartition) {
        unfollow(partition);
      }
    }
  }

  private void forgetSkipped(BodySource source) {
    // Unless others are at later offsets of that very topic.
    if (!tails.containsKey(source.kafka())) {
      skipped.forget(source.kafka());
    }
  }

  private BodySource unfollow(QueuePartition partition) {
    Followed one = followed.remove(partition);
    retention.forget(partition);
    timeToLive.forget(partition);
    Tail tail = tails.get(one.source.kafka());
    tail.unfollow(partition);
    if (tail.isEmpty()) {
      tails.remove(one.source.kafka());
      reassign = true;
    }
    return one.source;
  }

  /**
   * A machine may hold state of a queue this process has never seen in the catalog, because its
   * view is late or because a predecessor died before it could drop it. Only time tells, and only
   * if the view is known to be complete.
   */
  private void dropOrphans(Set<QueuePartition> explained, boolean catalogIsCurrent) {
    long now = nanoTime.getAsLong();
    for (Map<QueuePartition, Long> ends : owned.values()) {
      for (QueuePartition orphan : minus(ends.keySet(), explained)) {
        long since = orphanSince.computeIfAbsent(orphan, o -> now);
        if (catalogIsCurrent && now - since > ORPHAN_AFTER_NANOS) {
          drop(orphan);
          orphanSince.remove(orphan);
        }
      }
    }
    orphanSince.keySet().removeAll(explained);
  }

  /** If Kafka does not take it, the state becomes an orphan, and is dropped as those are. */
  private void drop(QueuePartition gone) {
    endsOf(gone).remove(gone);
    log.tell(gone, new QueueCommand.Drop())
        .exceptionally(
            failure -> {
              if (logged.isDue("dropping")) {
                LOG.warn(
                    "dropping the state of {} failed, will be tried again: {}",
                    gone,
                    failure.toString());
              }
              leaveWord(() -> endsOf(gone).put(gone, 0L));
              return null;
            });
  }

  /** Up to where each of these Kafka partitions is what it was, as far as that is known. */
  private static Map<TopicPartition, Long> stillSame(OffsetOutOfRangeException e) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    e.partitions().forEach(kafka -> ends.put(kafka, Long.MAX_VALUE));
    if (e instanceof LogTruncationException truncation) {
      truncation.divergentOffsets().forEach((kafka, end) -> ends.put(kafka, end.offset()));
    }
    return ends;
  }

  /** The tail is at offsets that Kafka does not have any more, or not yet again. */
  private void findAgain(Map<TopicPartition, Long> stillSame) {
    Set<TopicPartition> asked = new HashSet<>(stillSame.keySet());
    asked.retainAll(tails.keySet());
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(asked);
    Map<TopicPartition, Long> ends = consumer.endOffsets(asked);
    for (TopicPartition kafka : asked) {
      long beginning = beginnings.get(kafka);
      long end = ends.get(kafka);
      long same = stillSame.get(kafka);
      Tail tail = tails.get(kafka);
      long toldTo = tail.toldTo();
      Tail.Loss loss = tail.lost(beginning, end, same);
      loss.trimmed().forEach((queue, next) -> trim(tail, queue, beginning, next));
      for (QueuePartition queue : loss.cutBack()) {
        cutBack(followed.get(queue), beginning, Math.min(end, same), toldTo);
      }
    }
  }

  /** If it fails, the tail goes back to where Kafka has nothing, and comes here again. */
  private void trim(Tail tail, QueuePartition queue, long beginning, long next) {
    log.tell(queue, new QueueCommand.Trim(beginning))
        .exceptionally(
            failure -> {
              leaveWord(() -> tail.notTrimmed(queue, next));
              return null;
            });
  }

  private void cutBack(Followed one, long beginning, long end, long toldTo) {
    if (logged.isDue("lost " + one.partition)) {
      LOG.error(
          "queue {}: Kafka has {} only up to offset {}, but had told of it up to {}. Messages are"
              + " lost (unclean leader election), or the topic was deleted and made again. The queue"
              + " goes on with what is there",
          one.queue.name(),
          one.source.kafka(),
          end,
          toldTo);
    }
    one.cutBack = new CutBack(one.queue, one.partition, beginning, end);
    retention.forget(one.partition);
    timeToLive.forget(one.partition);
    settle(one, one.cutBack);
  }

  private void settle(Followed one, CutBack cutBack) {
    if (followed.get(one.partition) != one || one.cutBack != cutBack || isClosed()) {
      return;
    }
    cutBack
        .settle(log, topicIds)
        .whenComplete(
            (left, failure) -> {
              if (failure == null) {
                leaveWord(() -> goOn(one, cutBack, left));
              } else {
                if (logged.isDue("settling " + one.queue.name())) {
                  LOG.warn("queue {} cannot go on yet: {}", one.queue.name(), failure.toString());
                }
                CompletableFuture.delayedExecutor(SETTLE_AGAIN_MS, TimeUnit.MILLISECONDS)
                    .execute(() -> leaveWord(() -> settle(one, cutBack)));
              }
            });
  }

  private void goOn(Followed one, CutBack cutBack, long left) {
    if (followed.get(one.partition) == one && one.cutBack == cutBack) {
      TopicPartition kafka = one.source.kafka();
      Tail tail = tails.get(kafka);
      tail.forgot(one.partition, left, cutBack.beginning());
      LOG.info(
          "queue {} goes on at offset {} of {}", one.queue.name(), tail.next(one.partition), kafka);
      if (!tail.isShared()) {
        skipped.forget(kafka);
      }
      endsOf(one.partition).computeIfPresent(one.partition, (p, end) -> Math.min(end, left));
      one.cutBack = null;
      one.begin = Math.min(one.begin, left);
      reconcile();
    }
  }

  private Map<QueuePartition, Long> endsOf(QueuePartition partition) {
    return owned.getOrDefault(log.partitionOf(partition), new HashMap<>());
  }

  private static Set<QueuePartition> minus(Set<QueuePartition> from, Set<QueuePartition> what) {
    Set<QueuePartition> rest = new HashSet<>(from);
    rest.removeAll(what);
    return rest;
  }
}
