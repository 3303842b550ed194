package io.cmqkafka.browsing;

import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.worker.ConsumerLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads records by offset for those who look at messages, one request after the other, with a
 * consumer of its own. {@link #read} is thread-safe.
 */
public final class RecordReader extends ConsumerLoop {
  /** The largest record that Kafka takes for a queue, headers included, and a bit. */
  static final long MAX_RECORD_BYTES = (1L << 20) + (64 << 10);

  /** Requests that wait; beyond it they are refused as OVERLOADED. */
  private static final int MAX_WAITING = 64;

  /** Up to so far ahead, reading on is taken to be cheaper than a seek. */
  private static final long READ_ON = 64;

  private static final Duration POLL = Duration.ofMillis(200);

  private record Asked<T>(
      TopicPartition partition,
      List<Long> offsets,
      long maxBytes,
      Function<ConsumerRecord<byte[], byte[]>, T> kept,
      long deadlineNanos,
      CompletableFuture<Optional<Map<Long, T>>> answer) {}

  private final BlockingQueue<Asked<?>> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final long timeoutMs;
  private Asked<?> current;

  /**
   * @param consumer read_committed, no group, resets nothing; used by this object alone
   * @param timeoutMs after so long a request is refused as UNAVAILABLE
   */
  public RecordReader(Consumer<byte[], byte[]> consumer, long timeoutMs) {
    super("reading messages to look at", "cmq-record-reader", consumer);
    this.timeoutMs = timeoutMs;
  }

  public void start() {
    startThread();
  }

  /**
   * What is kept of the records at these offsets, without those that are not there; empty when the
   * values of the records have more bytes than that together. Refused as OVERLOADED when too many
   * wait, and as UNAVAILABLE when it takes too long.
   *
   * @param offsets ascending
   * @param kept what is kept of a record, null for nothing; called on this object's thread
   */
  public <T> CompletableFuture<Optional<Map<Long, T>>> read(
      TopicPartition partition,
      List<Long> offsets,
      long maxBytes,
      Function<ConsumerRecord<byte[], byte[]>, T> kept) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    Asked<T> asked =
        new Asked<>(partition, offsets, maxBytes, kept, deadline, new CompletableFuture<>());
    boolean isTaken = waiting.offer(asked);
    if (isClosed()) {
      refuse(asked, Refusal.UNAVAILABLE);
    } else if (!isTaken) {
      refuse(asked, Refusal.OVERLOADED);
    }
    return asked.answer();
  }

  /** It may be waiting for a request. */
  @Override
  protected void wake() {
    interrupt();
  }

  @Override
  protected void round() throws InterruptedException {
    current = waiting.take();
    consumer.assign(Set.of(current.partition()));
    try {
      serve(current, current.offsets());
    } catch (OffsetOutOfRangeException e) {
      serve(current, stillThere(current));
    } finally {
      consumer.unsubscribe();
    }
    current = null;
  }

  @Override
  protected void failed() {
    if (current != null) {
      refuse(current, Refusal.UNAVAILABLE);
    }
  }

  /** Nobody may wait for what no thread will ever serve. */
  @Override
  protected void ended() {
    failed();
    waiting.forEach(asked -> refuse(asked, Refusal.UNAVAILABLE));
  }

  private <T> void serve(Asked<T> asked, List<Long> offsets) {
    TopicPartition partition = asked.partition();
    Map<Long, T> found = new HashMap<>();
    Set<Long> wanted = new HashSet<>(offsets);
    long bytes = 0;
    long position = -1;
    for (long offset : offsets) {
      if (position < 0 || position + READ_ON < offset) {
        consumer.seek(partition, offset);
        position = offset;
      }
      while (position <= offset) {
        if (asked.deadlineNanos() - System.nanoTime() < 0) {
          refuse(asked, Refusal.UNAVAILABLE);
          return;
        }
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : polled.records(partition)) {
          if (wanted.contains(record.offset())) {
            T one = asked.kept().apply(record);
            if (one != null) {
              found.put(record.offset(), one);
            }
            bytes += Math.max(0, record.serializedValueSize());
          }
        }
        if (bytes > asked.maxBytes()) {
          asked.answer().complete(Optional.empty());
          return;
        }
        position = consumer.position(partition);
        if (polled.isEmpty() && position >= end(partition)) {
          // Kafka has lost the rest.
          asked.answer().complete(Optional.of(found));
          return;
        }
      }
    }
    asked.answer().complete(Optional.of(found));
  }

  /** Without what Kafka has lost meanwhile, and what it has not got again. */
  private List<Long> stillThere(Asked<?> asked) {
    Set<TopicPartition> partition = Set.of(asked.partition());
    long begin = consumer.beginningOffsets(partition).get(asked.partition());
    long end = end(asked.partition());
    return asked.offsets().stream().filter(offset -> offset >= begin && offset < end).toList();
  }

  private long end(TopicPartition partition) {
    return consumer.endOffsets(Set.of(partition)).get(partition);
  }

  private static void refuse(Asked<?> asked, Refusal reason) {
    asked.answer().completeExceptionally(new RefusedException(reason));
  }
}
