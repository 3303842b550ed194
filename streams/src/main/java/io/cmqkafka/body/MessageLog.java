package io.cmqkafka.body;

import io.cmqkafka.Failures;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Appends bodies to queues' Kafka topics, and remembers how far each is known to be written, so
 * that a receive sees what this process has acknowledged. Thread-safe; does not block, and holds no
 * more bytes on their way to Kafka than there is room for.
 */
public final class MessageLog implements AutoCloseable {

  /**
   * The longest wait of a send for the metadata of its topic. Other sends stand in line behind it.
   */
  private static final long METADATA_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long LOOK_AGAIN_MS = 20;

  /**
   * How long a topic counts as warm after its last send. The producer forgets it later, so no send
   * of a warm queue has to wait.
   */
  private static final long WARM_NANOS = TimeUnit.MINUTES.toNanos(30);

  private final Producer<byte[], byte[]> producer;
  private final BodyCache cache;
  private final ByteBudget budget;
  private final AtomicLong inflightBytes = new AtomicLong();
  private final Map<QueuePartition, Long> knownEnds = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> turns = new ConcurrentHashMap<>();
  private final long timeoutNanos;
  private final LongSupplier nanoTime;

  /** By queue id, when Kafka last took a message, {@link System#nanoTime}. */
  private final Map<String, Long> warm = new ConcurrentHashMap<>();

  /** Sends that are not acknowledged yet. */
  private final Set<Batch> open = ConcurrentHashMap.newKeySet();

  /** Sends to a topic whose metadata is not known yet wait here, away from everybody else's. */
  private final ColdSends cold = new ColdSends();

  /**
   * @param producer never blocks: what it cannot take at once it refuses with a {@link
   *     TimeoutException}, on the thread that sends
   * @param budget what it does not have room for is refused as OVERLOADED, as it is when the
   *     producer's own buffer has no room for the first message. Once the producer has taken one of
   *     its messages a send waits for room for the others: OVERLOADED says that nothing was written
   * @param timeoutMs a send that was not acknowledged within this time is refused as UNAVAILABLE by
   *     the next {@link #refuseLate}, wherever it waits; it may still be written
   */
  public MessageLog(
      Producer<byte[], byte[]> producer, BodyCache cache, ByteBudget budget, long timeoutMs) {
    this(producer, cache, budget, timeoutMs, System::nanoTime);
  }

  MessageLog(
      Producer<byte[], byte[]> producer,
      BodyCache cache,
      ByteBudget budget,
      long timeoutMs,
      LongSupplier nanoTime) {
    this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    this.nanoTime = nanoTime;
    this.producer = producer;
    this.cache = cache;
    this.budget = budget;
  }

  /**
   * Appends bodies to one partition of the queue, in order; completes when Kafka has acknowledged
   * all of them, on the producer's thread, which must not be held up.
   */
  public CompletableFuture<List<MessageId>> append(
      QueueDefinition queue, List<byte[]> bodies, long delayMs) {
    return append(
        queue,
        nextPartition(queue),
        bodies,
        i -> DelayHeaders.of(delayMs, System.currentTimeMillis()),
        true);
  }

  /**
   * Appends messages with their headers to this partition of the queue, otherwise as {@link
   * #append(QueueDefinition, List, long)}. Their timestamps say nothing. What Kafka refuses fails
   * with a {@link RefusedException} whose cause is Kafka's own.
   */
  public CompletableFuture<List<MessageId>> append(
      QueueDefinition queue, int partition, List<StoredBody> messages) {
    return append(
        queue,
        partition,
        messages.stream().map(StoredBody::body).toList(),
        i -> new RecordHeaders(messages.get(i).headers()),
        false);
  }

  private CompletableFuture<List<MessageId>> append(
      QueueDefinition queue,
      int partition,
      List<byte[]> bodies,
      IntFunction<Headers> headers,
      boolean plain) {
    long bytes = bodies.stream().mapToLong(body -> body.length).sum();
    if (!budget.tryAcquire(bytes)) {
      return Failures.refused(Refusal.OVERLOADED);
    }
    inflightBytes.addAndGet(bytes);
    CompletableFuture<List<MessageId>> acknowledged = new CompletableFuture<>();
    Batch batch = new Batch(queue, partition, bodies, headers, plain, acknowledged);
    open.add(batch);
    acknowledged.whenComplete(
        (ids, failure) -> {
          open.remove(batch);
          inflightBytes.addAndGet(-bytes);
          budget.release(bytes);
        });
    if (isWarm(queue.id()) && batch.send()) {
      return acknowledged;
    }
    warm.remove(queue.id());
    if (!cold.add(queue.id(), batch)) {
      batch.findNoPlace();
    }
    return acknowledged;
  }

  /**
   * Refuses sends that have waited too long in all. The waits for metadata, for their turn and for
   * Kafka each have a bound, but their sum would be several times as long.
   */
  public void refuseLate() {
    open.forEach(Batch::refuseIfLate);
  }

  /** One past the last message that this process knows to be written; 0 for none. */
  public long knownEnd(QueuePartition partition) {
    return knownEnds.getOrDefault(partition, 0L);
  }

  /** Forgets queues that are gone. */
  public void retain(Set<String> queueIds) {
    knownEnds.keySet().removeIf(partition -> !queueIds.contains(partition.queueId()));
    turns.keySet().retainAll(queueIds);
    warm.keySet().retainAll(queueIds);
  }

  public long inflightBytes() {
    return inflightBytes.get();
  }

  @Override
  public void close() {
    cold.close();
    producer.close(java.time.Duration.ofSeconds(2));
  }

  private boolean isWarm(String queueId) {
    Long taken = warm.get(queueId);
    return taken != null && nanoTime.getAsLong() - taken < WARM_NANOS;
  }

  private int nextPartition(QueueDefinition queue) {
    if (queue.partitions() == 1) {
      return 0;
    }
    int turn = turns.computeIfAbsent(queue.id(), id -> new AtomicInteger()).getAndIncrement();
    return Math.floorMod(turn, queue.partitions());
  }

  private final class Batch implements ColdSends.Send {
    private final QueueDefinition queue;
    private final QueuePartition partition;
    private final BodySource source;
    private final List<byte[]> bodies;
    private final IntFunction<Headers> headers;

    /** Whether the messages have bodies and no headers. */
    private final boolean plain;

    private final MessageId[] ids;
    private final AtomicInteger missing;
    private final CompletableFuture<List<MessageId>> acknowledged;
    private final long deadline = nanoTime.getAsLong() + timeoutNanos;

    /** How many bodies the producer has taken, in their order. */
    private int given;

    Batch(
        QueueDefinition queue,
        int partition,
        List<byte[]> bodies,
        IntFunction<Headers> headers,
        boolean plain,
        CompletableFuture<List<MessageId>> acknowledged) {
      this.queue = queue;
      this.partition = new QueuePartition(queue.id(), partition);
      this.source = BodySource.of(queue, partition);
      this.bodies = bodies;
      this.headers = headers;
      this.plain = plain;
      this.ids = new MessageId[bodies.size()];
      this.missing = new AtomicInteger(bodies.size());
      this.acknowledged = acknowledged;
    }

    @Override
    public void refuse() {
      acknowledged.completeExceptionally(new RefusedException(Refusal.UNAVAILABLE));
    }

    /** Refuses the send, because too many sends wait already. */
    void findNoPlace() {
      if (given == 0) {
        acknowledged.completeExceptionally(new RefusedException(Refusal.OVERLOADED));
      } else {
        fail(new TimeoutException("too many sends wait for the producer to take the rest of it"));
      }
    }

    /** Waits for the topic's metadata, or for room. Runs on a thread of {@link ColdSends}. */
    @Override
    public void run() {
      long giveUpAt = nanoTime.getAsLong() + METADATA_NANOS;
      while (!send()) {
        if (giveUpAt - nanoTime.getAsLong() < 0 || Thread.currentThread().isInterrupted()) {
          fail(new TimeoutException("the producer did not take all of it in time"));
        } else {
          lookAgainLater();
        }
      }
    }

    /**
     * Gives the producer the bodies that it does not have yet. False when this must be tried again:
     * the producer does not know the topic, or has no room left after part of the bodies.
     */
    boolean send() {
      try {
        for (; given < bodies.size() && !acknowledged.isDone(); given++) {
          if (deadline - nanoTime.getAsLong() < 0) {
            fail(new TimeoutException("its turn did not come in time"));
            return true;
          }
          Taken taken = new Taken(given);
          producer.send(
              new ProducerRecord<>(
                  queue.kafkaTopic(),
                  partition.partition(),
                  null,
                  null,
                  bodies.get(given),
                  headers.apply(given)),
              taken);
          if (taken.tooEarly) {
            return false;
          }
        }
      } catch (KafkaException | IllegalStateException e) {
        fail(e);
      }
      return true;
    }

    private void lookAgainLater() {
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** What becomes of one body. */
    private final class Taken implements Callback {
      private final int index;
      private final Thread sender = Thread.currentThread();

      /** Only the sender's thread looks at it. */
      private boolean tooEarly;

      Taken(int index) {
        this.index = index;
      }

      @Override
      public void onCompletion(RecordMetadata metadata, Exception failure) {
        boolean notTaken = failure instanceof TimeoutException && Thread.currentThread() == sender;
        if (notTaken && index == 0 && failure instanceof BufferExhaustedException) {
          acknowledged.completeExceptionally(new RefusedException(Refusal.OVERLOADED, failure));
        } else if (notTaken) {
          tooEarly = true;
        } else {
          taken(index, metadata, failure);
        }
      }
    }

    private void refuseIfLate() {
      if (deadline - nanoTime.getAsLong() < 0) {
        fail(new TimeoutException("it was not acknowledged in time"));
      }
    }

    private void taken(int index, RecordMetadata metadata, Exception failure) {
      if (failure != null) {
        fail(failure);
        return;
      }
      long offset = metadata.offset();
      ids[index] = new MessageId(partition.partition(), offset);
      if (plain) {
        cache.put(source, offset, new StoredBody(bodies.get(index), metadata.timestamp()));
      }
      if (missing.decrementAndGet() == 0) {
        warm.put(queue.id(), nanoTime.getAsLong());
        // It is lower than before only if Kafka has lost records, and then the lower one is right.
        knownEnds.put(partition, offset + 1);
        acknowledged.complete(new ArrayList<>(List.of(ids)));
      }
    }

    private void fail(Exception failure) {
      warm.remove(queue.id());
      acknowledged.completeExceptionally(new RefusedException(Refusal.UNAVAILABLE, failure));
    }
  }
}
