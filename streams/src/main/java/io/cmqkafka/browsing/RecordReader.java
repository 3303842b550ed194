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
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Utils;

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

  /** Kafka does not say where a partition without a leader ends, and others wait meanwhile. */
  private static final Duration MAX_ASKING = Duration.ofSeconds(2);

  /**
   * What was read.
   *
   * @param found empty when it was too much
   * @param bytes of all records that were read, those on the way from one to the next included
   */
  record Part<T>(Optional<Map<Long, T>> found, long bytes) {}

  private record Asked<T>(
      TopicPartition partition,
      List<Long> offsets,
      long maxBytes,
      Function<ConsumerRecord<byte[], byte[]>, T> kept,
      long deadlineNanos,
      CompletableFuture<Part<T>> answer) {}

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

  /** After so long a request is refused. */
  long timeoutMs() {
    return timeoutMs;
  }

  /**
   * What is kept of the records at these offsets, without those that are not there; empty when the
   * records that must be read for it have more bytes than that together: keys, values and headers,
   * also of those that lie between the offsets. Refused as OVERLOADED when too many wait, and as
   * UNAVAILABLE when it takes too long.
   *
   * @param offsets ascending
   * @param kept what is kept of a record, null for nothing; called on this object's thread
   */
  public <T> CompletableFuture<Optional<Map<Long, T>>> read(
      TopicPartition partition,
      List<Long> offsets,
      long maxBytes,
      Function<ConsumerRecord<byte[], byte[]>, T> kept) {
    return readPart(partition, offsets, maxBytes, kept).thenApply(Part::found);
  }

  /** As {@link #read}, and says how much was read for it. */
  <T> CompletableFuture<Part<T>> readPart(
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
    long last = offsets.isEmpty() ? -1 : offsets.get(offsets.size() - 1);
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
          if (record.offset() > last) {
            break;
          }
          bytes += bytesOf(record);
          if (bytes > asked.maxBytes()) {
            asked.answer().complete(new Part<>(Optional.empty(), bytes));
            return;
          }
          T one = wanted.contains(record.offset()) ? asked.kept().apply(record) : null;
          if (one != null) {
            found.put(record.offset(), one);
          }
        }
        position = consumer.position(partition);
        if (polled.isEmpty() && position >= end(partition)) {
          // Kafka has lost the rest.
          asked.answer().complete(new Part<>(Optional.of(found), bytes));
          return;
        }
      }
    }
    asked.answer().complete(new Part<>(Optional.of(found), bytes));
  }

  private static long bytesOf(ConsumerRecord<byte[], byte[]> record) {
    long bytes = lengthOf(record.key()) + lengthOf(record.value());
    for (Header header : record.headers()) {
      bytes += Utils.utf8Length(header.key()) + lengthOf(header.value());
    }
    return bytes;
  }

  private static long lengthOf(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  /** Without what Kafka has lost meanwhile, and what it has not got again. */
  private List<Long> stillThere(Asked<?> asked) {
    Set<TopicPartition> partition = Set.of(asked.partition());
    long begin = consumer.beginningOffsets(partition, MAX_ASKING).get(asked.partition());
    long end = end(asked.partition());
    return asked.offsets().stream().filter(offset -> offset >= begin && offset < end).toList();
  }

  private long end(TopicPartition partition) {
    return consumer.endOffsets(Set.of(partition), MAX_ASKING).get(partition);
  }

  private static void refuse(Asked<?> asked, Refusal reason) {
    asked.answer().completeExceptionally(new RefusedException(reason));
  }
}
