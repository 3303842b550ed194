package io.cmqkafka.browsing;

import io.cmqkafka.browsing.OffsetReading.Part;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.worker.ConsumerLoop;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads records for those who look at messages, one request after the other, with a consumer of its
 * own. Its methods are thread-safe.
 */
public final class RecordReader extends ConsumerLoop {
  /** The largest record that Kafka takes for a queue, headers included, and a bit. */
  static final long MAX_RECORD_BYTES = (1L << 20) + (64 << 10);

  /** Requests that wait; beyond it they are refused as OVERLOADED. */
  private static final int MAX_WAITING = 64;

  private final BlockingQueue<Reading<?>> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final long timeoutMs;
  private Reading<?> current;

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
    return ask(new OffsetReading<>(partition, timeoutMs, offsets, maxBytes, kept));
  }

  /**
   * Reads records one after the other, for a turn: some thousands of them at most. Refused as
   * {@link #read}.
   *
   * @param from the first offset; where Kafka does not have it any more, the first that it has
   * @param max most records
   * @param keep what is kept of a record, null for nothing; called on this object's thread
   */
  <T> CompletableFuture<RunReading.Run<T>> readOn(
      TopicPartition partition,
      long from,
      int max,
      Function<ConsumerRecord<byte[], byte[]>, T> keep) {
    return ask(new RunReading<>(partition, timeoutMs, from, max, keep));
  }

  private <T> CompletableFuture<T> ask(Reading<T> asked) {
    boolean isTaken = waiting.offer(asked);
    if (isClosed()) {
      asked.refuse(Refusal.UNAVAILABLE);
    } else if (!isTaken) {
      asked.refuse(Refusal.OVERLOADED);
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
      current.serve(consumer);
    } finally {
      consumer.unsubscribe();
    }
    current = null;
  }

  @Override
  protected void failed() {
    if (current != null) {
      current.refuse(Refusal.UNAVAILABLE);
    }
  }

  /** Nobody may wait for what no thread will ever serve. */
  @Override
  protected void ended() {
    failed();
    waiting.forEach(asked -> asked.refuse(Refusal.UNAVAILABLE));
  }
}
