package io.cmqkafka.log;

import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the queue partitions that this process decides about and appends an {@code Arrived}
 * command for what each poll brings, whoever wrote it. A plain consumer with explicit assignment,
 * so queues come and go without a rebalance.
 *
 * <p>One thread does all the work; the public methods only leave word for it and may be called on
 * any thread.
 */
public final class Arrivals implements AutoCloseable, Worker {
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

  private final Consumer<byte[], byte[]> consumer;
  private final CatalogView catalog;
  private final CommandLog log;
  private final BodyCache bodies;
  private final Retention retention;
  private final Unconsumed unconsumed;
  private final SkippedRecords skipped;
  private final Function<String, CompletableFuture<String>> topicIds;
  private final LongSupplier nanoTime;
  private final Thread thread;

  /** Owned commands partitions, with the ends their machines knew when they were opened. */
  private final Map<Integer, Map<QueuePartition, Long>> owned = new ConcurrentHashMap<>();

  private final List<Runnable> ownershipListeners = new CopyOnWriteArrayList<>();
  private final Queue<Runnable> todo = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unanswered = new AtomicInteger();
  private volatile boolean closed;

  // Only the tail's thread touches these.
  private final Map<QueuePartition, Followed> followed = new HashMap<>();
  private final Map<TopicPartition, List<Followed>> byKafka = new HashMap<>();
  private final Map<QueuePartition, Long> orphanSince = new HashMap<>();

  /** Whose first arrival is on its way: a second one must not get there if the first does not. */
  private final Set<Followed> beginning = new HashSet<>();

  private Set<TopicPartition> paused = Set.of();

  private static final class Followed {
    final QueueDefinition queue;
    final QueuePartition partition;
    final BodySource source;

    /** The offset at which the queue's life begins, for a machine that does not know of it yet. */
    long begin;

    long next;

    /** Not null while nothing may be told, because offsets do not mean what they meant. */
    CutBack cutBack;

    /** Whether the machine knows of the queue; the first arrival tells it where the life begins. */
    volatile boolean known;

    Followed(
        QueueDefinition queue, QueuePartition partition, BodySource source, long begin, Long end) {
      this.known = end != null;
      this.begin = begin;
      this.next = known ? end : begin;
      this.queue = queue;
      this.partition = partition;
      this.source = source;
    }

    /** What lies before is not the queue's own, as far as its machine does not know that itself. */
    long watchFrom() {
      return known ? 0 : begin;
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
      Unconsumed unconsumed,
      SkippedRecords skipped,
      Function<String, CompletableFuture<String>> topicIds) {
    this(
        consumer, catalog, log, bodies, retention, unconsumed, skipped, topicIds, System::nanoTime);
  }

  Arrivals(
      Consumer<byte[], byte[]> consumer,
      CatalogView catalog,
      CommandLog log,
      BodyCache bodies,
      Retention retention,
      Unconsumed unconsumed,
      SkippedRecords skipped,
      Function<String, CompletableFuture<String>> topicIds,
      LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.topicIds = topicIds;
    this.consumer = consumer;
    this.catalog = catalog;
    this.log = log;
    this.bodies = bodies;
    this.retention = retention;
    this.unconsumed = unconsumed;
    this.skipped = skipped;
    this.thread = WorkerThread.of("cmq-arrivals", this::run);
  }

  public void start() {
    catalog.onChange(() -> leaveWord(this::reconcile));
    thread.start();
  }

  /** See {@link ShardListener#opened}. */
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

  @Override
  public String task() {
    return "following the queues";
  }

  @Override
  public boolean isAlive() {
    return thread.isAlive();
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    WorkerThread.join(thread);
  }

  private void leaveWord(Runnable task) {
    todo.add(task);
    consumer.wakeup();
  }

  private void run() {
    while (!closed) {
      try {
        for (Runnable task = todo.poll(); task != null; task = todo.poll()) {
          task.run();
        }
        if (followed.isEmpty()) {
          rest(REST_MS);
        } else {
          holdBack();
          if (tell(consumer.poll(POLL))) {
            rest(COALESCE_MS);
          }
        }
      } catch (WakeupException e) {
        LOG.trace("woken up", e);
      } catch (OffsetOutOfRangeException e) {
        // Later, and not here: it asks Kafka, and may fail like everything else in the loop.
        todo.add(() -> findAgain(stillSame(e)));
      } catch (KafkaException e) {
        LOG.warn("following the queues failed, trying again: {}", e.toString());
        rest(POLL.toMillis());
      } catch (RuntimeException e) {
        LOG.error("the tail met an unexpected failure and goes on", e);
        rest(POLL.toMillis());
        todo.add(this::readAgain);
      }
    }
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }

  /**
   * A consumer without partitions cannot poll, and one that just failed should not do so at once.
   */
  private void rest(long ms) {
    try {
      if (todo.isEmpty() && !closed) {
        Thread.sleep(ms);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void holdBack() {
    Set<TopicPartition> held =
        unanswered.get() >= MAX_UNANSWERED
            ? Set.copyOf(byKafka.keySet())
            : followed.values().stream()
                .filter(one -> one.cutBack != null || beginning.contains(one))
                .map(one -> one.source.kafka())
                .collect(Collectors.toSet());
    if (!held.equals(paused)) {
      consumer.resume(consumer.assignment());
      consumer.pause(held);
      paused = held;
    }
  }

  private boolean tell(ConsumerRecords<byte[], byte[]> records) {
    Map<TopicPartition, OffsetAndMetadata> nextOffsets = records.nextOffsets();
    for (TopicPartition kafka : records.partitions()) {
      List<ConsumerRecord<byte[], byte[]>> batch = records.records(kafka);
      OffsetAndMetadata next = nextOffsets.get(kafka);
      long to = next == null ? batch.get(batch.size() - 1).offset() + 1 : next.offset();
      for (Followed one : byKafka.getOrDefault(kafka, List.of())) {
        tell(one, batch, to);
      }
    }
    return !records.isEmpty();
  }

  private void tell(Followed one, List<ConsumerRecord<byte[], byte[]>> batch, long to) {
    List<ConsumerRecord<byte[], byte[]>> fresh =
        batch.get(0).offset() >= one.next
            ? batch
            : batch.stream().filter(record -> record.offset() >= one.next).toList();
    if (to <= one.next || one.cutBack != null) {
      return;
    }
    long oldest = Long.MAX_VALUE;
    for (ConsumerRecord<byte[], byte[]> record : fresh) {
      bodies.put(one.source, record.offset(), StoredBody.of(record));
      oldest = Math.min(oldest, record.timestamp());
      report(record);
    }
    QueueCommand.Arrived arrived = Tail.arrivalOf(one.next, fresh, to);
    long oldestMs = oldest;
    CompletableFuture<Reply> answer = log.report(one.partition, arrived);
    one.next = to;
    if (!one.known) {
      beginning.add(one);
    }
    unanswered.incrementAndGet();
    answer.whenComplete((reply, failure) -> answered(one, arrived, reply, oldestMs));
  }

  private void report(ConsumerRecord<byte[], byte[]> record) {
    String trouble =
        record.value() == null
            ? "a record without a value is no message"
            : DelayHeaders.areGarbage(record.headers())
                ? "delay headers that are no numbers are ignored"
                : CopySource.isGarbage(record.headers())
                    ? CopySource.HEADER + " names no source and is ignored"
                    : null;
    if (trouble != null) {
      skipped.skip(
          record.topic(),
          record.partition(),
          record.offset(),
          new MalformedRecordException(trouble));
    }
  }

  private void answered(Followed one, QueueCommand.Arrived told, Reply reply, long oldestMs) {
    unanswered.decrementAndGet();
    if (reply instanceof Reply.KnownUpTo && !one.known) {
      one.known = true;
      leaveWord(() -> beginning.remove(one));
    }
    if (reply instanceof Reply.KnownUpTo known && known.end() >= told.to()) {
      retention.arrived(one.partition, oldestMs, known.end());
      unconsumed.arrived(one.partition, oldestMs, known.end());
    } else {
      // Told in vain: read it again from where the machine is, or else from where this began.
      long from = reply instanceof Reply.KnownUpTo known ? known.end() : told.from();
      leaveWord(() -> goBack(one, from));
    }
  }

  private void goBack(Followed one, long from) {
    beginning.remove(one);
    if (followed.get(one.partition) == one && one.cutBack == null && from < one.next) {
      one.next = from;
      consumer.seek(one.source.kafka(), from);
    }
  }

  /** The consumer may have gone past what was not told; the next arrival would call it a gap. */
  private void readAgain() {
    byKafka.forEach(
        (kafka, sharing) ->
            sharing.stream()
                .mapToLong(one -> one.next)
                .min()
                .ifPresent(to -> consumer.seek(kafka, to)));
  }

  /** Brings what is followed in line with what is owned and what exists. */
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
      BodySource source = unfollow(gone);
      // What exists is only decided about elsewhere from now on, and keeps its state.
      if (!existing.contains(gone)) {
        drop(gone);
        forgetSkipped(source);
      }
    }
    List<Followed> fresh = new ArrayList<>();
    wanted.forEach(
        (partition, queue) -> {
          Followed one = followed.get(partition);
          if (one == null) {
            long begin = queue.begins().get(partition.partition());
            BodySource source = BodySource.of(queue, partition.partition());
            one = new Followed(queue, partition, source, begin, endsOf(partition).get(partition));
            fresh.add(one);
          }
          long retentionMs = queue.attributes().msgRetentionSeconds() * 1_000L;
          if (one.cutBack == null) {
            TopicPartition kafka = one.source.kafka();
            long begin = one.watchFrom();
            retention.watch(partition, kafka, retentionMs, begin, one.next);
            unconsumed.watch(partition, kafka, maxTimeToLiveMs(queue), begin, one.next);
          }
        });
    follow(fresh);
    dropOrphans(wanted.keySet(), current);
  }

  private static long maxTimeToLiveMs(QueueDefinition queue) {
    return queue.deadLetter() == null
        ? 0
        : queue.deadLetter().limit().maxTimeToLiveSeconds() * 1_000L;
  }

  private void follow(List<Followed> fresh) {
    if (fresh.isEmpty()) {
      return;
    }
    for (Followed one : fresh) {
      followed.put(one.partition, one);
      byKafka.computeIfAbsent(one.source.kafka(), k -> new ArrayList<>(1)).add(one);
    }
    assign();
    for (Followed one : fresh) {
      long earliest =
          byKafka.get(one.source.kafka()).stream().mapToLong(f -> f.next).min().orElse(one.next);
      consumer.seek(one.source.kafka(), earliest);
    }
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
    if (!byKafka.containsKey(source.kafka())) {
      skipped.forget(source.kafka());
    }
  }

  private BodySource unfollow(QueuePartition partition) {
    Followed one = followed.remove(partition);
    beginning.remove(one);
    retention.forget(partition);
    unconsumed.forget(partition);
    List<Followed> sharing = byKafka.get(one.source.kafka());
    sharing.remove(one);
    if (sharing.isEmpty()) {
      byKafka.remove(one.source.kafka());
      assign();
    }
    return one.source;
  }

  private void assign() {
    consumer.assign(byKafka.keySet());
    consumer.resume(byKafka.keySet());
    paused = Set.of();
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
              LOG.warn("dropping the state of {} failed, will be tried again: {}", gone, failure);
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
    stillSame.keySet().retainAll(consumer.assignment());
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(stillSame.keySet());
    Map<TopicPartition, Long> ends = consumer.endOffsets(stillSame.keySet());
    stillSame.forEach(
        (kafka, same) -> {
          long beginning = beginnings.get(kafka);
          long end = Math.min(same, ends.get(kafka));
          List<Followed> sharing = byKafka.getOrDefault(kafka, List.of());
          for (Followed one : sharing) {
            if (one.next < beginning) {
              log.tell(one.partition, new QueueCommand.Trim(beginning));
              one.next = beginning;
            } else if (one.next > end && one.cutBack == null) {
              cutBack(one, beginning, end);
            }
          }
          consumer.seek(
              kafka,
              sharing.stream()
                  .filter(one -> one.cutBack == null)
                  .mapToLong(one -> one.next)
                  .min()
                  .orElse(Math.max(beginning, end)));
        });
  }

  private void cutBack(Followed one, long beginning, long end) {
    LOG.error(
        "queue {}: Kafka has {} only up to offset {}, but had told of it up to {}. Messages are"
            + " lost (unclean leader election), or the topic was deleted and made again. The queue"
            + " goes on with what is there",
        one.queue.name(),
        one.source.kafka(),
        end,
        one.next);
    one.cutBack = new CutBack(one.queue, one.partition, beginning, end);
    retention.forget(one.partition);
    unconsumed.forget(one.partition);
    settle(one);
  }

  private void settle(Followed one) {
    if (followed.get(one.partition) != one || closed) {
      return;
    }
    one.cutBack
        .settle(log, topicIds)
        .whenComplete(
            (from, failure) -> {
              if (failure == null) {
                leaveWord(() -> goOn(one, from));
              } else {
                LOG.warn("queue {} cannot go on yet: {}", one.queue.name(), failure.toString());
                CompletableFuture.delayedExecutor(SETTLE_AGAIN_MS, TimeUnit.MILLISECONDS)
                    .execute(() -> leaveWord(() -> settle(one)));
              }
            });
  }

  private void goOn(Followed one, long from) {
    if (followed.get(one.partition) == one) {
      TopicPartition kafka = one.source.kafka();
      LOG.info("queue {} goes on at offset {} of {}", one.queue.name(), from, kafka);
      if (byKafka.get(kafka).size() == 1) {
        skipped.forget(kafka);
      }
      endsOf(one.partition).computeIfPresent(one.partition, (p, end) -> Math.min(end, from));
      one.cutBack = null;
      one.begin = from;
      one.next = from;
      consumer.seek(kafka, earliest(kafka));
      reconcile();
    }
  }

  /** Where to read for all that follow this partition and are not held up. */
  private long earliest(TopicPartition kafka) {
    return byKafka.get(kafka).stream()
        .filter(one -> one.cutBack == null)
        .mapToLong(one -> one.next)
        .min()
        .orElseThrow();
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
