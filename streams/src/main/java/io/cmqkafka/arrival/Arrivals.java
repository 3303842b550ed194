package io.cmqkafka.arrival;

import io.cmqkafka.Measure;
import io.cmqkafka.body.BodyCache;
import io.cmqkafka.body.BodySource;
import io.cmqkafka.body.CopyHeader;
import io.cmqkafka.body.DelayHeaders;
import io.cmqkafka.body.StoredBody;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.logging.LogLimit;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.numbers.Tally;
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
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
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
 * Follows the queue partitions that this process decides about. For the records of each poll it
 * appends an {@code Arrived} command; it does not matter which program wrote them. The consumer is
 * assigned its partitions explicitly, so queues come and go without a rebalance. A {@link Tail} for
 * each Kafka partition says which queue is told what; this class reads, tells and seeks for it.
 *
 * <p>One thread does all the work. The public methods only leave it a task, and may be called on
 * any thread.
 */
public final class Arrivals extends ConsumerLoop {
  private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);

  /**
   * Arrivals that were told and not answered yet. At this number the tail pauses until answers
   * come.
   */
  private static final int MAX_UNANSWERED = 1_000;

  /** After so long the state of a queue is dropped that has no catalog entry. */
  private static final long ORPHAN_AFTER_NANOS = TimeUnit.MINUTES.toNanos(5);

  private static final Duration POLL = Duration.ofMillis(200);

  private static final long SETTLE_AGAIN_MS = 1_000;

  /** After an arrival, what comes within this time is told together. */
  private static final long COALESCE_MS = 1;

  private final CatalogView catalog;
  private final CommandLog log;
  private final BodyCache bodies;
  private final Retention retention;
  private final TimeToLive timeToLive;
  private final Tally tally;
  private final SkippedRecords skipped;
  private final Function<String, CompletableFuture<String>> topicIds;
  private final LongSupplier nanoTime;

  /** Owned commands partitions, with the ends their machines knew when they were opened. */
  private final Map<Integer, Map<QueuePartition, Long>> owned = new ConcurrentHashMap<>();

  private final List<Runnable> ownershipListeners = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Runnable> todo = new LinkedBlockingQueue<>();
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

    /**
     * The cut-back that is being settled; null for none. Nothing may be told meanwhile. Only the
     * newest counts.
     */
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
      Tally tally,
      SkippedRecords skipped,
      Function<String, CompletableFuture<String>> topicIds) {
    this(
        consumer,
        catalog,
        log,
        bodies,
        retention,
        timeToLive,
        tally,
        skipped,
        topicIds,
        System::nanoTime);
  }

  Arrivals(
      Consumer<byte[], byte[]> consumer,
      CatalogView catalog,
      CommandLog log,
      BodyCache bodies,
      Retention retention,
      TimeToLive timeToLive,
      Tally tally,
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
    this.tally = tally;
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

  /**
   * Adds a listener that runs after each change of {@link #owned}, on a stream thread, which must
   * not be held up.
   */
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
  protected void wake() {
    super.wake();
    todo.add(() -> {});
  }

  @Override
  protected void round() throws InterruptedException {
    try {
      for (Runnable task = todo.poll(); task != null; task = todo.poll()) {
        task.run();
      }
      assign();
      if (followed.isEmpty()) {
        awaitTask();
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

  /** Takes the place of a poll, since a consumer without partitions cannot poll. */
  private void awaitTask() throws InterruptedException {
    Runnable task = todo.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
    if (task != null) {
      task.run();
    }
  }

  private void rest(long ms) {
    try {
      if (todo.isEmpty() && !isClosed()) {
        Thread.sleep(ms);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Partitions that stay assigned keep their positions. */
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
        // The consumer has passed records that were not told.
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
    int messages = 0;
    for (ConsumerRecord<byte[], byte[]> record : batch) {
      if (record.offset() >= telling.from()) {
        bodies.put(one.source, record.offset(), StoredBody.of(record));
        oldest = Math.min(oldest, record.timestamp());
        messages += record.value() == null ? 0 : 1;
        report(record);
      }
    }
    QueueCommand.Arrived arrived = PolledRecords.arrival(telling.from(), batch, to);
    long oldestMs = oldest;
    int told = messages;
    CompletableFuture<Reply> answer = log.report(one.partition, arrived);
    tail.told(telling, to, epoch(batch.get(batch.size() - 1)));
    unanswered.incrementAndGet();
    answer.whenComplete((reply, failure) -> answered(tail, telling, to, reply, oldestMs, told));
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

  private void answered(
      Tail tail, Tail.Telling telling, long to, Reply reply, long oldestMs, int messages) {
    unanswered.decrementAndGet();
    long end = reply instanceof Reply.KnownUpTo known ? known.end() : -1;
    if (end >= to && telling.isCurrent()) {
      retention.arrived(telling.queue(), oldestMs, end);
      timeToLive.arrived(telling.queue(), oldestMs, end);
      tally.add(telling.queue().queueId(), Measure.SENT, messages);
    }
    if (end < to || telling.first()) {
      leaveWord(() -> tail.answered(telling, to, end));
    }
  }

  /**
   * Follows or drops the partitions of some changed queues. Costs no more when there are many other
   * queues.
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
        // The queue as it is now: the catalog, and what is followed, may be past this change.
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
      // Records before it are not the queue's own. A machine that knows the queue knows that by
      // itself.
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
   * Compares all that is followed with the owned partitions and the existing queues. Runs when
   * ownership changes, and now and then.
   */
  private void reconcile() {
    // Asked before the catalog is read, so that an entry which comes in between is not taken for
    // missing.
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
      // An existing queue keeps its state: another process decides about it from now on.
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
   * Drops the state of queues that are not in the catalog. A machine may hold such state because
   * this process's view is late, or because a predecessor died before it could drop it. So the
   * state is dropped only after a while, and only when the view is known to be complete.
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

  /** If Kafka does not take the command, the state is an orphan, and is dropped later as one. */
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

  /**
   * By Kafka partition, the offset up to which its records are still the same, where that is known.
   */
  private static Map<TopicPartition, Long> stillSame(OffsetOutOfRangeException e) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    e.partitions().forEach(kafka -> ends.put(kafka, Long.MAX_VALUE));
    if (e instanceof LogTruncationException truncation) {
      truncation.divergentOffsets().forEach((kafka, end) -> ends.put(kafka, end.offset()));
    }
    return ends;
  }

  /**
   * Finds a position again for partitions in which the tail stands at an offset that Kafka does not
   * have.
   */
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

  /**
   * If this fails, the tail goes back to the offset that Kafka does not have, and comes here again.
   */
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
        .forgetLost(log, topicIds)
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
