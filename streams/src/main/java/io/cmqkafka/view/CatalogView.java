package io.cmqkafka.view;

import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.catalog.DeadLetterSources;
import io.cmqkafka.catalog.HandleKey;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.Redrive;
import io.cmqkafka.catalog.ReleasedName;
import io.cmqkafka.catalog.RulesInForce;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.logging.LogLimit;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.worker.ConsumerLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's view of the catalog: everything in {@code cmq.catalog}, followed by one thread.
 * Look-ups are thread-safe and do no I/O.
 */
public final class CatalogView extends ConsumerLoop {
  /** Carries the catalog's version in each record, tombstones included. */
  public static final String VERSION_HEADER = "cmq-version";

  private static final Logger LOG = LoggerFactory.getLogger(CatalogView.class);

  private static final Duration POLL = Duration.ofMillis(500);
  private static final long LOOK_AT_END_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long CURRENT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final TopicPartition partition;
  private final Consumer<byte[], byte[]> ends;
  private final ConcurrentSkipListMap<String, CatalogEntry> entries = new ConcurrentSkipListMap<>();

  /**
   * The entries that are released names, so that finding them needs no look through all
   * subscriptions.
   */
  private final ConcurrentSkipListMap<String, ReleasedName> released =
      new ConcurrentSkipListMap<>();

  private final ConcurrentSkipListMap<String, SubscriptionDefinition> pushed =
      new ConcurrentSkipListMap<>();

  /** By queue id, the key of the entry that holds the queue. */
  private final Map<String, String> queueIds = new ConcurrentHashMap<>();

  /** By the id of a subscription, the id of its topic. */
  private final Map<String, String> topicIds = new ConcurrentHashMap<>();

  private final DeadLetterSources deadLetterSources = new DeadLetterSources();
  private final SubscribedQueues subscribedQueues = new SubscribedQueues();
  private final AtomicInteger queueCount = new AtomicInteger();

  private final TreeMap<Long, CompletableFuture<Void>> awaited = new TreeMap<>();
  private final CatchUps catchUps = new CatchUps(System::nanoTime);
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private final SkippedRecords skipped;
  private final LogLimit logged = new LogLimit();

  /** Keys whose latest record could not be read; no more than the topic has keys. */
  private final Set<String> unread = ConcurrentHashMap.newKeySet();

  /** When the view was last seen to be at the topic's end; null before the first time. */
  private volatile Long atEndSince;

  /** The newest version that was read. Other threads see it only after every listener was told. */
  private long newest = -1;

  private long version = -1;
  private long lookAtEndAt = System.nanoTime();

  /**
   * Called on the view's thread, which must not be held up. A listener looks only at the changed
   * entries, never through all of them: there may be thousands of queues, and many changes a
   * second.
   */
  @FunctionalInterface
  public interface Listener {

    /**
     * @param changes in their order; the view is past all of them
     */
    void changed(List<Change> changes);
  }

  /**
   * What became of one entry.
   *
   * @param before null when it is new
   * @param after null when it is gone
   */
  public record Change(String key, CatalogEntry before, CatalogEntry after) {

    /** The queue that has messages in Kafka, a client's or a hidden one, before; null for none. */
    QueueDefinition queueBefore() {
      return storedQueueOf(before);
    }

    /** Likewise after the change. */
    public QueueDefinition queueAfter() {
      return storedQueueOf(after);
    }

    /** The HTTP subscription that was there before; null for none. */
    public SubscriptionDefinition pushedBefore() {
      return isPushed(before) ? (SubscriptionDefinition) before : null;
    }

    /** Likewise after the change. */
    public SubscriptionDefinition pushedAfter() {
      return isPushed(after) ? (SubscriptionDefinition) after : null;
    }

    /** The queue partitions that are no more; a changed queue has those it had. */
    public List<QueuePartition> gone() {
      QueueDefinition was = queueBefore();
      QueueDefinition is = queueAfter();
      return was == null || is != null && is.id().equals(was.id())
          ? List.of()
          : IntStream.range(0, was.partitions())
              .mapToObj(p -> new QueuePartition(was.id(), p))
              .toList();
    }
  }

  /**
   * @param consumer read_committed, no group; used and closed by this object alone, as is {@code
   *     ends}
   * @param ends answers where the topic ends while a fetch of {@code consumer} waits for records
   */
  public CatalogView(
      Consumer<byte[], byte[]> consumer,
      Consumer<byte[], byte[]> ends,
      String topic,
      SkippedRecords skipped) {
    super("following the catalog", "cmq-catalog-view", consumer);
    this.ends = ends;
    this.partition = new TopicPartition(topic, 0);
    this.skipped = skipped;
  }

  /** Starts following; the future completes when everything that was there has been read. */
  public CompletableFuture<Void> start() {
    startThread();
    return caughtUp;
  }

  /** Adds a listener, which is called after each change, or after several in a row. */
  public void onChange(Listener listener) {
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
    return all(QueueDefinition.KEYS, QueueDefinition.class).toList();
  }

  /** How many queues there are. */
  public int queueCount() {
    return queueCount.get();
  }

  /** How many queues use the queue of this id as their dead-letter queue. */
  public int deadLetterSourcesOf(String queueId) {
    synchronized (deadLetterSources) {
      return deadLetterSources.of(queueId);
    }
  }

  /** The names of topics that have a subscription for a queue of this name. */
  public Set<String> topicsThatSubscribe(String queueName) {
    return subscribedQueues.topicsFor(queueName);
  }

  /** The HTTP subscriptions of all topics. */
  public List<SubscriptionDefinition> pushed() {
    return List.copyOf(pushed.values());
  }

  /** The hidden queues of HTTP subscriptions, which hold what is to be pushed. */
  public List<QueueDefinition> deliveries() {
    return pushed.values().stream().map(SubscriptionDefinition::delivery).toList();
  }

  /** Every queue that has messages in Kafka: those that clients see, and the hidden ones. */
  public List<QueueDefinition> storedQueues() {
    return Stream.of(queues(), deliveries()).flatMap(Collection::stream).toList();
  }

  /** The queue of this id as it is now, a client's or a hidden one. */
  public Optional<QueueDefinition> storedQueue(String id) {
    return holderOf(id).map(CatalogView::storedQueueOf);
  }

  /**
   * The entry that holds the queue of this id: a queue, or the subscription whose hidden queue it
   * is.
   */
  public Optional<CatalogEntry> holderOf(String queueId) {
    String key = queueIds.get(queueId);
    return Optional.ofNullable(key == null ? null : entries.get(key))
        .filter(entry -> storedQueueOf(entry) != null)
        .filter(entry -> queueId.equals(storedQueueOf(entry).id()));
  }

  /** The id of the topic that the subscription of this id belongs to. */
  public Optional<String> topicOf(String subscriptionId) {
    return Optional.ofNullable(topicIds.get(subscriptionId));
  }

  /** Whether a queue of this name was deleted and its Kafka topic is still being removed. */
  public boolean isBeingReleased(String name) {
    return released.containsKey(QueueDefinition.keyOf(name));
  }

  /** Whether a subscription of this name ended and its Kafka topic is still being removed. */
  public boolean isBeingReleased(TopicDefinition topic, String subscription) {
    return released.containsKey(SubscriptionDefinition.keyOf(topic.name(), subscription));
  }

  public List<ReleasedName> released() {
    return List.copyOf(released.values());
  }

  public Optional<TopicDefinition> topic(String name) {
    return topicIgnoringCase(name).filter(topic -> topic.name().equals(name));
  }

  public Optional<TopicDefinition> topicIgnoringCase(String name) {
    return entries.get(TopicDefinition.keyOf(name)) instanceof TopicDefinition topic
        ? Optional.of(topic)
        : Optional.empty();
  }

  /** All topics, sorted by name (letters compare without case). */
  public List<TopicDefinition> topics() {
    return all(TopicDefinition.KEYS, TopicDefinition.class).toList();
  }

  /** The subscription of exactly this name, if it is of this very life of the topic. */
  public Optional<SubscriptionDefinition> subscription(TopicDefinition topic, String name) {
    return entries.get(SubscriptionDefinition.keyOf(topic.name(), name))
                instanceof SubscriptionDefinition one
            && one.topicId().equals(topic.id())
            && one.name().equals(name)
        ? Optional.of(one)
        : Optional.empty();
  }

  /** All subscriptions of this very life of the topic, sorted as topics are. */
  public List<SubscriptionDefinition> subscriptions(TopicDefinition topic) {
    return all(SubscriptionDefinition.keysOf(topic.name()), SubscriptionDefinition.class)
        .filter(one -> one.topicId().equals(topic.id()))
        .toList();
  }

  /** The latest redrive of this very life of the queue. */
  public Optional<Redrive> redrive(QueueDefinition queue) {
    return entries.get(Redrive.keyOf(queue.name())) instanceof Redrive one
            && one.queueId().equals(queue.id())
        ? Optional.of(one)
        : Optional.empty();
  }

  /** The latest redrive of each queue that had one, also of queues that are gone. */
  public List<Redrive> redrives() {
    return all(Redrive.KEYS, Redrive.class).toList();
  }

  public Optional<HandleKey> handleKey() {
    return Optional.ofNullable((HandleKey) entries.get(HandleKey.KEY));
  }

  /** The rules in force for changes of the catalog. */
  public Rules rules() {
    return entries.get(RulesInForce.KEY) instanceof RulesInForce entry
        ? entry.rules()
        : Rules.FIRST;
  }

  /**
   * The newest version of the catalog that this view has read and told to every listener; -1 for
   * none.
   */
  public long version() {
    synchronized (awaited) {
      return version;
    }
  }

  /**
   * Completes, on the view's thread, when this view has read everything that was in the catalog
   * when this was called. So everything that another process has said to exist is here then. Asks
   * Kafka once for all calls that come while the round before is under way. Refused as UNAVAILABLE
   * when Kafka fails or takes longer than the consumer's timeouts, when reading takes more than 5
   * seconds, and when this view is closed.
   */
  public CompletableFuture<Void> catchUp() {
    return catchUps.ask(consumer::wakeup);
  }

  /** Completes when this view has read that version of the catalog and told every listener. */
  public CompletableFuture<Void> reached(long wanted) {
    synchronized (awaited) {
      return version >= wanted
          ? CompletableFuture.completedFuture(null)
          : awaited.computeIfAbsent(wanted, v -> new CompletableFuture<>());
    }
  }

  /**
   * Whether the view is complete, so that an entry which is not here is not in the catalog either.
   * It is if it was at the end of the topic within the last 30 seconds and has skipped no record
   * that may have been an entry.
   */
  public boolean isCurrent() {
    Long seen = atEndSince;
    return unread.isEmpty() && seen != null && System.nanoTime() - seen < CURRENT_NANOS;
  }

  @Override
  protected void wake() {
    super.wake();
    ends.wakeup();
  }

  @Override
  public void close() {
    super.close();
    catchUps.close();
  }

  /**
   * @param keys what the keys begin with, up to a slash
   */
  private <T extends CatalogEntry> Stream<T> all(String keys, Class<T> type) {
    String after = keys.substring(0, keys.length() - 1) + (char) ('/' + 1);
    return entries.subMap(keys, after).values().stream().filter(type::isInstance).map(type::cast);
  }

  @Override
  protected void begin() {
    consumer.assign(Set.of(partition));
    consumer.seekToBeginning(Set.of(partition));
  }

  @Override
  protected void failed() {
    catchUps.fail();
  }

  @Override
  protected void ended() {
    catchUps.close();
    ends.close(CloseOptions.timeout(Duration.ZERO));
  }

  @Override
  protected void round() {
    lookAtEnd();
    List<Change> changed = new ArrayList<>();
    Duration wait = catchUps.isDue() ? Duration.ZERO : POLL;
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
      take(record, changed);
    }
    if (!changed.isEmpty()) {
      listeners.forEach(listener -> tell(listener, changed));
      completeAwaited();
    }
    if (catchUps.isUnderWay()) {
      catchUps.readUpTo(consumer.position(partition));
    }
  }

  private void lookAtEnd() {
    long now = System.nanoTime();
    boolean asked = catchUps.needsEnd();
    if (!asked && caughtUp.isDone() && now - lookAtEndAt < 0) {
      return;
    }
    lookAtEndAt = now + LOOK_AT_END_NANOS;
    long end = ends.endOffsets(Set.of(partition)).get(partition);
    long position = consumer.position(partition);
    if (position >= end) {
      atEndSince = now;
      caughtUp.complete(null);
    }
    if (asked) {
      catchUps.end(end);
      catchUps.readUpTo(position);
    }
  }

  /** A listener that fails does not keep waiters for a version from being told. */
  private void tell(Listener listener, List<Change> changed) {
    try {
      listener.changed(changed);
    } catch (RuntimeException e) {
      if (logged.isDue("listener " + listener.getClass())) {
        LOG.error("one who follows the catalog failed at a change of it", e);
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record, List<Change> changed) {
    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    try {
      if (key.isEmpty()) {
        throw new MalformedRecordException("no key");
      }
      if (record.value() == null) {
        changed.add(put(key, null));
      } else {
        CatalogEntry entry = CatalogJson.decode(record.value()).entry();
        if (!entry.key().equals(key)) {
          throw new MalformedRecordException("filed under another key");
        }
        changed.add(put(key, entry));
      }
      var header = record.headers().lastHeader(VERSION_HEADER);
      if (header != null) {
        long seen = Long.parseLong(new String(header.value(), StandardCharsets.US_ASCII));
        newest = Math.max(newest, seen);
      }
      unread.remove(key);
    } catch (MalformedRecordException | NumberFormatException | NullPointerException e) {
      unread.add(key);
      skipped.skip(record.topic(), record.partition(), record.offset(), e);
    }
  }

  /**
   * @param entry null for none any more
   */
  private Change put(String key, CatalogEntry entry) {
    CatalogEntry before = entry == null ? entries.remove(key) : entries.put(key, entry);
    Change change = new Change(key, before, entry);
    // In this order, so that a queue that stays can be found at any moment; its dead letters need
    // it.
    String idAfter = change.queueAfter() == null ? null : change.queueAfter().id();
    if (idAfter != null) {
      queueIds.put(idAfter, key);
    }
    if (change.queueBefore() != null && !change.queueBefore().id().equals(idAfter)) {
      queueIds.remove(change.queueBefore().id());
    }
    if (entry instanceof SubscriptionDefinition is) {
      topicIds.put(is.id(), is.topicId());
    }
    if (before instanceof SubscriptionDefinition was
        && !(entry instanceof SubscriptionDefinition is && is.id().equals(was.id()))) {
      topicIds.remove(was.id());
    }
    file(released, key, entry instanceof ReleasedName name ? name : null);
    file(pushed, key, isPushed(entry) ? (SubscriptionDefinition) entry : null);
    synchronized (deadLetterSources) {
      deadLetterSources.changed(before, entry);
    }
    subscribedQueues.changed(before, entry);
    queueCount.addAndGet(
        (entry instanceof QueueDefinition ? 1 : 0) - (before instanceof QueueDefinition ? 1 : 0));
    return change;
  }

  private static boolean isPushed(CatalogEntry entry) {
    return entry instanceof SubscriptionDefinition one && one.delivery() != null;
  }

  private static QueueDefinition storedQueueOf(CatalogEntry entry) {
    if (entry instanceof QueueDefinition queue) {
      return queue;
    }
    return isPushed(entry) ? ((SubscriptionDefinition) entry).delivery() : null;
  }

  private static <T> void file(Map<String, T> where, String key, T what) {
    if (what == null) {
      where.remove(key);
    } else {
      where.put(key, what);
    }
  }

  private void completeAwaited() {
    Map<Long, CompletableFuture<Void>> reached;
    synchronized (awaited) {
      version = newest;
      reached = new TreeMap<>(awaited.headMap(version, true));
      awaited.headMap(version, true).clear();
    }
    reached.values().forEach(future -> future.complete(null));
  }
}
