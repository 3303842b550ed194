package io.cmqkafka.log;

import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.catalog.HandleKey;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.ReleasedName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's view of the catalog: everything in {@code cmq.catalog}, followed by one thread.
 * Look-ups are thread-safe and do no I/O.
 */
public final class CatalogView implements AutoCloseable, Worker {
  /** Carries the catalog's version in each record, tombstones included. */
  public static final String VERSION_HEADER = "cmq-version";

  private static final Logger LOG = LoggerFactory.getLogger(CatalogView.class);

  private static final long LOOK_AT_END_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long CURRENT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final ConcurrentSkipListMap<String, CatalogEntry> entries = new ConcurrentSkipListMap<>();
  private final TreeMap<Long, CompletableFuture<Void>> awaited = new TreeMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private final SkippedRecords skipped;
  private final Thread thread;

  /** Keys whose latest record could not be read; no more than the topic has keys. */
  private final Set<String> unread = ConcurrentHashMap.newKeySet();

  /** When the view was last seen to be at the topic's end; null before the first time. */
  private volatile Long atEndSince;

  private long version = -1;
  private long lookAtEndAt = System.nanoTime();
  private volatile boolean closed;

  /**
   * @param consumer read_committed, no group; used by this object alone
   */
  public CatalogView(Consumer<byte[], byte[]> consumer, String topic, SkippedRecords skipped) {
    this.consumer = consumer;
    this.partition = new TopicPartition(topic, 0);
    this.skipped = skipped;
    this.thread = WorkerThread.of("cmq-catalog-view", this::run);
  }

  /** Starts following; the future completes when everything that was there has been read. */
  public CompletableFuture<Void> start() {
    thread.start();
    return caughtUp;
  }

  /** Runs after each change, on the view's thread, which must not be held up. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  public Optional<QueueDefinition> queue(String name) {
    return sameNameIgnoringCase(name).filter(queue -> queue.name().equals(name));
  }

  public Optional<QueueDefinition> sameNameIgnoringCase(String name) {
    return entries.get(QueueDefinition.keyOf(name)) instanceof QueueDefinition queue
        ? Optional.of(queue)
        : Optional.empty();
  }

  /** All queues, sorted by name (letters compare without case). */
  public List<QueueDefinition> queues() {
    return all(QueueDefinition.class);
  }

  /** Whether the name was deleted and its Kafka topic is still being removed. */
  public boolean isBeingReleased(String name) {
    return entries.get(QueueDefinition.keyOf(name)) instanceof ReleasedName;
  }

  public List<ReleasedName> released() {
    return all(ReleasedName.class);
  }

  public Optional<HandleKey> handleKey() {
    return Optional.ofNullable((HandleKey) entries.get(HandleKey.KEY));
  }

  /** Completes when this view has seen that version of the catalog. */
  public CompletableFuture<Void> reached(long wanted) {
    synchronized (awaited) {
      return version >= wanted
          ? CompletableFuture.completedFuture(null)
          : awaited.computeIfAbsent(wanted, v -> new CompletableFuture<>());
    }
  }

  /**
   * Whether what is not in this view is not in the catalog either: the view was at the end of the
   * topic within the last 30 seconds, and has skipped nothing that may have been an entry.
   */
  public boolean isCurrent() {
    Long seen = atEndSince;
    return unread.isEmpty() && seen != null && System.nanoTime() - seen < CURRENT_NANOS;
  }

  @Override
  public String task() {
    return "following the catalog";
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

  private <T extends CatalogEntry> List<T> all(Class<T> type) {
    return entries.values().stream().filter(type::isInstance).map(type::cast).toList();
  }

  private void run() {
    try {
      consumer.assign(Set.of(partition));
      consumer.seekToBeginning(Set.of(partition));
      while (!closed) {
        try {
          follow();
        } catch (WakeupException e) {
          LOG.debug("woken up", e);
        } catch (KafkaException e) {
          LOG.warn("reading the catalog failed, trying again: {}", e.toString());
          WorkerThread.rest();
        } catch (RuntimeException e) {
          LOG.error("the catalog view met an unexpected failure and goes on", e);
        }
      }
    } finally {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
  }

  private void follow() {
    lookAtEnd();
    boolean changed = false;
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
      changed |= take(record);
    }
    if (changed) {
      listeners.forEach(CatalogView::tell);
      completeAwaited();
    }
  }

  private void lookAtEnd() {
    long now = System.nanoTime();
    if (caughtUp.isDone() && now - lookAtEndAt < 0) {
      return;
    }
    lookAtEndAt = now + LOOK_AT_END_NANOS;
    long end = consumer.endOffsets(Set.of(partition)).get(partition);
    if (consumer.position(partition) >= end) {
      atEndSince = now;
      caughtUp.complete(null);
    }
  }

  /** Whoever waits for a version is told also when a listener fails. */
  private static void tell(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException e) {
      LOG.error("one who follows the catalog failed at a change of it", e);
    }
  }

  private boolean take(ConsumerRecord<byte[], byte[]> record) {
    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    try {
      if (key.isEmpty()) {
        throw new MalformedRecordException("no key");
      }
      if (record.value() == null) {
        entries.remove(key);
      } else {
        CatalogEntry entry = CatalogJson.decode(record.value()).entry();
        if (!entry.key().equals(key)) {
          throw new MalformedRecordException("filed under another key");
        }
        entries.put(key, entry);
      }
      var header = record.headers().lastHeader(VERSION_HEADER);
      if (header != null) {
        see(Long.parseLong(new String(header.value(), StandardCharsets.US_ASCII)));
      }
      unread.remove(key);
      return true;
    } catch (MalformedRecordException | NumberFormatException | NullPointerException e) {
      unread.add(key);
      skipped.skip(record.topic(), record.partition(), record.offset(), e);
      return false;
    }
  }

  private void see(long seen) {
    synchronized (awaited) {
      version = Math.max(version, seen);
    }
  }

  private void completeAwaited() {
    Map<Long, CompletableFuture<Void>> reached;
    synchronized (awaited) {
      reached = new TreeMap<>(awaited.headMap(version, true));
      awaited.headMap(version, true).clear();
    }
    reached.values().forEach(future -> future.complete(null));
  }
}
