package io.cmqkafka.body;

import io.cmqkafka.Failures;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.worker.ConsumerLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads bodies by offset from Kafka. One thread and one consumer serve all requests. Further
 * records that a poll brings go into the {@link BodyCache}, because the next receive will ask for
 * them. {@link #fetch} is thread-safe.
 */
public final class BodyFetcher extends ConsumerLoop {
  /** How many requests may wait for their bodies. Further ones are refused as OVERLOADED. */
  private static final int MAX_WAITING = 50_000;

  /** Partitions that stay assigned for a next request although no request waits for them. */
  private static final int MAX_IDLE_PARTITIONS = 64;

  /** The largest distance, in offsets, at which the consumer reads on instead of seeking. */
  private static final long READ_ON = 256;

  private static final Duration POLL = Duration.ofMillis(200);

  private final BodyCache cache;
  private final long timeoutMs;
  private final LinkedBlockingQueue<Wanted> queue = new LinkedBlockingQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final Map<BodySource, TreeMap<Long, List<Wanted>>> waiting = new HashMap<>();
  private final Map<TopicPartition, BodySource> assigned = new HashMap<>();
  private volatile boolean polling;

  /** Partitions that lack a requested offset. They are looked at in the next round. */
  private final Set<TopicPartition> outOfRange = new HashSet<>();

  /**
   * A request for one body. Its future holds null when there is no such record.
   *
   * @param budget null when the caller has reserved room
   */
  private record Wanted(
      BodySource source,
      long offset,
      long deadlineNanos,
      ByteBudget budget,
      CompletableFuture<StoredBody> body) {

    void complete(StoredBody found) {
      long bytes = budget == null || found == null ? 0 : found.heldBytes();
      if (bytes > 0 && !budget.tryAcquire(bytes)) {
        body.completeExceptionally(new RefusedException(Refusal.OVERLOADED));
      } else if (!body.complete(found) && bytes > 0) {
        budget.release(bytes);
      }
    }
  }

  /**
   * @param consumer read_committed, no group, small partition fetch size; used by this object alone
   * @param timeoutMs after so long a request is refused as UNAVAILABLE
   */
  public BodyFetcher(Consumer<byte[], byte[]> consumer, BodyCache cache, long timeoutMs) {
    super("reading bodies", "cmq-body-fetcher", consumer);
    this.cache = cache;
    this.timeoutMs = timeoutMs;
  }

  public void start() {
    startThread();
  }

  /**
   * The record at this offset; completes with null when there is none (a transaction marker, an
   * aborted or compacted record, or one that Kafka has deleted). For callers that have reserved
   * room for it.
   */
  public CompletableFuture<StoredBody> fetch(BodySource source, long offset) {
    return fetch(source, offset, null);
  }

  /**
   * As {@link #fetch(BodySource, long)}, for callers that hold the body for long. Its {@link
   * StoredBody#heldBytes} have been taken from the budget, and the caller gives them back. Refused
   * as OVERLOADED when the budget does not have them.
   */
  public CompletableFuture<StoredBody> fetch(BodySource source, long offset, ByteBudget budget) {
    Wanted wanted =
        new Wanted(
            source,
            offset,
            System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs),
            budget,
            new CompletableFuture<>());
    StoredBody cached = cache.get(source, offset);
    if (cached != null) {
      wanted.complete(cached);
      return wanted.body();
    }
    if (size.incrementAndGet() > MAX_WAITING) {
      size.decrementAndGet();
      return Failures.refused(Refusal.OVERLOADED);
    }
    wanted.body().whenComplete((body, failure) -> size.decrementAndGet());
    queue.add(wanted);
    if (isClosed()) {
      refuse(wanted);
    } else if (polling) {
      // The thread may be waiting for another body, which does not come.
      consumer.wakeup();
    }
    return wanted.body();
  }

  /** Drops a body from the cache that will not be asked for again. */
  public void forget(BodySource source, long offset) {
    cache.remove(source, offset);
  }

  /** The thread may be waiting for a request. */
  @Override
  protected void wake() {
    interrupt();
  }

  /** No request may wait when no thread is left to serve it. */
  @Override
  protected void ended() {
    waiting.values().forEach(m -> m.values().forEach(l -> l.forEach(BodyFetcher::refuse)));
    queue.forEach(BodyFetcher::refuse);
  }

  @Override
  protected void round() throws InterruptedException {
    try {
      takeRequests();
      if (!waiting.isEmpty()) {
        giveUpOutOfRange();
        serve();
      }
    } catch (OffsetOutOfRangeException e) {
      // Later, and not here: it asks Kafka, and may fail like everything else in the loop.
      outOfRange.addAll(e.partitions());
    } finally {
      refuseLate();
    }
  }

  private void takeRequests() throws InterruptedException {
    List<Wanted> taken = new ArrayList<>();
    if (waiting.isEmpty()) {
      taken.add(queue.take());
    }
    queue.drainTo(taken);
    for (Wanted wanted : taken) {
      // It may have been read ahead meanwhile.
      StoredBody cached = cache.get(wanted.source(), wanted.offset());
      if (cached != null) {
        wanted.complete(cached);
      } else {
        waiting
            .computeIfAbsent(wanted.source(), p -> new TreeMap<>())
            .computeIfAbsent(wanted.offset(), o -> new ArrayList<>(1))
            .add(wanted);
      }
    }
  }

  private void serve() {
    aim();
    ConsumerRecords<byte[], byte[]> records = poll();
    for (TopicPartition partition : records.partitions()) {
      BodySource source = assigned.get(partition);
      for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
        StoredBody body = StoredBody.of(record);
        cache.put(source, record.offset(), body);
        complete(source, record.offset(), body);
      }
    }
    for (BodySource source : assigned.values()) {
      // An offset that the consumer passed without a record has none.
      if (waiting.containsKey(source)) {
        giveUpBefore(source, consumer.position(source.kafka()));
      }
    }
  }

  private ConsumerRecords<byte[], byte[]> poll() {
    polling = true;
    try {
      return consumer.poll(queue.isEmpty() ? POLL : Duration.ZERO);
    } finally {
      polling = false;
    }
  }

  private void aim() {
    Set<BodySource> fresh = new HashSet<>(waiting.keySet());
    fresh.removeAll(assigned.values());
    if (!fresh.isEmpty()) {
      reassign(fresh);
    }
    for (BodySource source : assigned.values()) {
      TreeMap<Long, List<Wanted>> wanted = waiting.get(source);
      if (wanted == null) {
        consumer.pause(Set.of(source.kafka()));
        continue;
      }
      consumer.resume(Set.of(source.kafka()));
      long first = wanted.firstKey();
      long position = consumer.position(source.kafka());
      if (position > first || position + READ_ON < first) {
        consumer.seek(source.kafka(), first);
      }
    }
  }

  private void reassign(Set<BodySource> fresh) {
    if (assigned.size() + fresh.size() > MAX_IDLE_PARTITIONS) {
      assigned.values().retainAll(waiting.keySet());
    }
    // The topic was made again: first the consumer must drop what it holds of the old one.
    if (fresh.stream().anyMatch(source -> assigned.remove(source.kafka()) != null)) {
      consumer.assign(assigned.keySet());
    }
    fresh.forEach(source -> assigned.put(source.kafka(), source));
    consumer.assign(assigned.keySet());
    // At once, because a poll fails for all partitions while one of them has no position.
    fresh.forEach(source -> consumer.seek(source.kafka(), waiting.get(source).firstKey()));
  }

  private void complete(BodySource source, long offset, StoredBody body) {
    TreeMap<Long, List<Wanted>> wanted = waiting.get(source);
    List<Wanted> here = wanted == null ? null : wanted.remove(offset);
    if (here != null) {
      here.forEach(one -> one.complete(body));
      if (wanted.isEmpty()) {
        waiting.remove(source);
      }
    }
  }

  private void giveUpBefore(BodySource source, long position) {
    TreeMap<Long, List<Wanted>> wanted = waiting.get(source);
    while (wanted != null && !wanted.isEmpty() && wanted.firstKey() < position) {
      complete(source, wanted.firstKey(), null);
    }
  }

  private void giveUpOutOfRange() {
    outOfRange.retainAll(assigned.keySet());
    if (!outOfRange.isEmpty()) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(outOfRange);
      consumer
          .beginningOffsets(outOfRange)
          .forEach(
              (partition, beginning) -> {
                BodySource source = assigned.get(partition);
                giveUpBefore(source, beginning);
                // The record is not known to be gone: the machine has yet to learn of Kafka's loss.
                refuseFrom(source, ends.get(partition));
                consumer.seek(partition, beginning);
              });
      outOfRange.clear();
    }
  }

  private void refuseFrom(BodySource source, long end) {
    TreeMap<Long, List<Wanted>> wanted = waiting.get(source);
    if (wanted != null) {
      Map<Long, List<Wanted>> past = wanted.tailMap(end);
      past.values().forEach(all -> all.forEach(BodyFetcher::refuse));
      past.clear();
      if (wanted.isEmpty()) {
        waiting.remove(source);
      }
    }
  }

  private void refuseLate() {
    long now = System.nanoTime();
    waiting
        .values()
        .removeIf(
            offsets -> {
              offsets
                  .values()
                  .removeIf(
                      all -> {
                        all.removeIf(
                            wanted -> {
                              boolean late = wanted.deadlineNanos() - now < 0;
                              if (late) {
                                refuse(wanted);
                              }
                              return late;
                            });
                        return all.isEmpty();
                      });
              return offsets.isEmpty();
            });
  }

  private static void refuse(Wanted wanted) {
    wanted.body().completeExceptionally(new RefusedException(Refusal.UNAVAILABLE));
  }
}
