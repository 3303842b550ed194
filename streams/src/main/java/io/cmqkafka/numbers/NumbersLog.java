package io.cmqkafka.numbers;

import io.cmqkafka.Measure;
import io.cmqkafka.Numbers;
import io.cmqkafka.body.BodyFetcher;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.queue.Depth;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.view.CatalogView;
import io.cmqkafka.worker.ConsumerLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells numbers of this process, and hears those of all processes, through {@code cmq.numbers}: at
 * the end of each slot how full the queues are that this process decides about, and what it has
 * done. So each process can answer about every queue from its own memory. One thread.
 */
public final class NumbersLog extends ConsumerLoop implements Numbers {
  private static final Logger LOG = LoggerFactory.getLogger(NumbersLog.class);

  /** Queues told of in one record. */
  static final int MAX_PER_RECORD = 2_000;

  /**
   * How long after its end a slot is closed: a look takes place within a second, look-ups of times
   * take up to two, and the rest is for the way through Kafka.
   */
  static final long CLOSES_AFTER_MS = 5_000;

  /** Bytes that may be held for look-ups of times. */
  private static final long LOOK_UP_BYTES = 4 << 20;

  /** When log time goes back by so many slots, a clock had been ahead, and numbers begin anew. */
  private static final long CLOCK_SET_BACK = 6;

  /** After so many slots nothing of before is told any more. */
  private static final long LONG_GONE = (long) Span.DAY.periods() * Slot.PER_LONG_PERIOD;

  private static final Duration POLL = Duration.ofMillis(500);

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final TopicPartition partition;
  private final String process;
  private final Tally tally;
  private final LongSupplier logTime;
  private final RewindWindows windows;
  private final OldestTimes oldest;
  private final SkippedRecords skipped;
  private final DepthLooks looks;
  private final History history;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  // Only the thread touches these.
  private final TreeMap<Long, SlotInProgress> inProgress = new TreeMap<>();
  private long tallied;

  /**
   * @param producer never blocks. What it does not take is missing in the numbers
   * @param consumer no group, {@code auto.offset.reset=latest}; used by this object alone
   * @param process its instance id
   * @param maxBytes of memory for what is remembered
   */
  public static NumbersLog of(
      Producer<byte[], byte[]> producer,
      Consumer<byte[], byte[]> consumer,
      Admin admin,
      String topic,
      String process,
      Tally tally,
      LogClock clock,
      CatalogView catalog,
      CommandLog commands,
      BodyFetcher bodies,
      ByteBudget budget,
      SkippedRecords skipped,
      long maxBytes) {
    return new NumbersLog(
        producer,
        consumer,
        topic,
        process,
        tally,
        clock::now,
        new RewindWindows(admin, catalog::storedQueue, clock.ages(), System::nanoTime),
        new OldestTimes(bodies, budget.part(LOOK_UP_BYTES), catalog::storedQueue),
        id -> partsOf(id, catalog, commands),
        skipped,
        maxBytes);
  }

  /**
   * @param logTime as far as it is known, epoch ms
   * @param partsOf see {@link History}
   */
  NumbersLog(
      Producer<byte[], byte[]> producer,
      Consumer<byte[], byte[]> consumer,
      String topic,
      String process,
      Tally tally,
      LongSupplier logTime,
      RewindWindows windows,
      OldestTimes oldest,
      Function<String, Set<Integer>> partsOf,
      SkippedRecords skipped,
      long maxBytes) {
    super("following numbers", "cmq-numbers", consumer);
    this.producer = producer;
    this.topic = topic;
    this.partition = new TopicPartition(topic, 0);
    this.process = process;
    this.tally = tally;
    this.logTime = logTime;
    this.windows = windows;
    this.oldest = oldest;
    this.skipped = skipped;
    looks = new DepthLooks(logTime, windows::start);
    tallied = Slot.at(logTime.getAsLong());
    history = new History(maxBytes, partsOf, tallied);
  }

  private static Set<Integer> partsOf(String id, CatalogView catalog, CommandLog commands) {
    return catalog
        .storedQueue(id)
        .map(
            queue ->
                IntStream.range(0, queue.partitions())
                    .mapToObj(p -> commands.partitionOf(new QueuePartition(id, p)))
                    .collect(Collectors.toSet()))
        .orElse(Set.of(History.TOLD));
  }

  /** The future completes when nothing that is told later can be missed. */
  public CompletableFuture<Void> start() {
    startThread();
    return ready;
  }

  /** To be let look at what this process decides about. */
  public DepthLooks looks() {
    return looks;
  }

  /** Bytes of memory that the numbers take, about. */
  public long bytes() {
    return history.bytes();
  }

  @Override
  public Window window(Span span) {
    return history.window(span);
  }

  @Override
  public long[][] of(QueueDefinition queue, Window window) {
    return history.of(queue.id(), window);
  }

  @Override
  public long[][] of(TopicDefinition topic, Window window) {
    return history.of(topic.id(), window);
  }

  @Override
  public long[][] of(SubscriptionDefinition subscription, Window window) {
    QueueDefinition delivery = subscription.delivery();
    return history.of(delivery == null ? subscription.id() : delivery.id(), window);
  }

  @Override
  protected void begin() {
    consumer.assign(Set.of(partition));
    consumer.seekToEnd(Set.of(partition));
  }

  @Override
  protected void round() {
    if (!ready.isDone()) {
      consumer.position(partition);
      ready.complete(null);
    }
    long slot = Slot.at(logTime.getAsLong());
    if (slot != tallied) {
      tellCounts(slot - 1);
      tallied = slot;
    }
    looks.take().forEach(this::tell);
    windows.ask();
    consumer.poll(POLL).forEach(this::take);
    close(Slot.at(logTime.getAsLong() - CLOSES_AFTER_MS));
  }

  /** Others shall still count what was done last. */
  @Override
  protected void ended() {
    tellCounts(tallied);
  }

  private void tellCounts(long slot) {
    send(new Told(slot, process, null, tally.take()));
  }

  private void tell(DepthLooks.Look look) {
    oldest
        .of(look.commandsPartition(), look.depths())
        .thenAccept(times -> send(look, sums(look.depths(), times)));
  }

  private static Map<String, long[]> sums(
      Map<QueuePartition, Depth> depths, Map<QueuePartition, Long> oldestTimes) {
    Map<String, long[]> sums = new HashMap<>();
    depths.forEach(
        (partition, depth) -> {
          long[] point = Point.zeros();
          point[Measure.VISIBLE.ordinal()] = depth.visible();
          point[Measure.INVISIBLE.ordinal()] = depth.invisible();
          point[Measure.DELAYED.ordinal()] = depth.delayed();
          point[Measure.REWINDABLE.ordinal()] = depth.rewindable();
          point[Measure.OLDEST_VISIBLE.ordinal()] = oldestTimes.getOrDefault(partition, 0L);
          Point.add(sums.computeIfAbsent(partition.queueId(), id -> Point.zeros()), point);
        });
    return sums;
  }

  private void send(DepthLooks.Look look, Map<String, long[]> sums) {
    List<Map<String, long[]>> parts = new ArrayList<>();
    parts.add(new HashMap<>());
    sums.forEach(
        (id, point) -> {
          if (parts.get(parts.size() - 1).size() == MAX_PER_RECORD) {
            parts.add(new HashMap<>());
          }
          parts.get(parts.size() - 1).put(id, point);
        });
    for (int part = 0; part < parts.size(); part++) {
      Told.Look about =
          new Told.Look(look.commandsPartition(), look.position(), part, parts.size());
      send(new Told(look.slot(), process, about, parts.get(part)));
    }
  }

  private void send(Told told) {
    try {
      producer.send(
          new ProducerRecord<>(topic, 0, null, NumbersJson.encode(told)),
          (metadata, failure) -> {
            if (failure != null) {
              LOG.debug("numbers were not told", failure);
            }
          });
    } catch (KafkaException | IllegalStateException e) {
      LOG.debug("numbers were not told", e);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      Told told = NumbersJson.decode(record.value());
      long earliest = history.next();
      boolean isPossible = told.slot() <= Slot.at(logTime.getAsLong()) + 1;
      if (told.look() == null && isPossible) {
        // What is heard late counts when it is heard.
        in(Math.max(told.slot(), earliest)).count(told.numbers());
      } else if (told.slot() >= earliest && isPossible) {
        in(told.slot()).look(told);
      } else {
        LOG.debug("numbers of {} came too late, or early, and are missing", told.process());
      }
    } catch (MalformedRecordException e) {
      skipped.skip(record.topic(), record.partition(), record.offset(), e);
    }
  }

  private SlotInProgress in(long slot) {
    return inProgress.computeIfAbsent(slot, s -> new SlotInProgress());
  }

  /**
   * @param open the first slot that is not closed yet
   */
  private void close(long open) {
    if (open < history.next() - CLOCK_SET_BACK || open > history.next() + LONG_GONE) {
      inProgress.clear();
      history.beginAnew(open);
    }
    for (long slot = history.next(); slot < open; slot = history.next()) {
      SlotInProgress told = inProgress.remove(slot);
      history.close(slot, told == null ? new SlotInProgress() : told);
    }
  }
}
