package io.cmqkafka.browsing;

import io.cmqkafka.queue.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads records one after the other, and keeps a few of them. It ends early, so that others have
 * their turn.
 */
final class RunReading<T> extends Reading<RunReading.Run<T>> {
  /** So many records are read in one turn. */
  static final int MAX_RECORDS = 5_000;

  /** So many bytes of values are kept in one turn, or one more value. */
  static final long MAX_KEPT_BYTES = 1L << 20;

  /**
   * So long a turn lasts from its first record on. Kafka may take longer to bring that one, and a
   * turn that ended before it would bring nobody on.
   */
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /**
   * What was read.
   *
   * @param kept what was kept of the records, in their order
   * @param records how many were read
   * @param first offset of the first record that Kafka has
   * @param from where it began to read: between {@code first} and the end
   * @param next where to go on
   * @param isAtEnd whether there was no more
   */
  record Run<T>(List<T> kept, int records, long first, long from, long next, boolean isAtEnd) {}

  private final long from;
  private final int max;
  private final Function<ConsumerRecord<byte[], byte[]>, T> keep;

  /**
   * @param from an offset before the first record that Kafka still has counts as that one, and one
   *     past the end as the end
   * @param max most records
   * @param keep what is kept of a record, null for nothing
   */
  RunReading(
      TopicPartition partition,
      long timeoutMs,
      long from,
      int max,
      Function<ConsumerRecord<byte[], byte[]>, T> keep) {
    super(partition, timeoutMs);
    this.from = from;
    this.max = Math.min(max, MAX_RECORDS);
    this.keep = keep;
  }

  @Override
  void serve(Consumer<byte[], byte[]> consumer) {
    if (isLate()) {
      refuse(Refusal.UNAVAILABLE);
      return;
    }
    try {
      read(consumer);
    } catch (OffsetOutOfRangeException trimmedMeanwhile) {
      read(consumer);
    }
  }

  private void read(Consumer<byte[], byte[]> consumer) {
    long begin = begin(consumer);
    long end = end(consumer);
    long start = Math.min(Math.max(from, begin), end);
    long position = start;
    List<T> kept = new ArrayList<>();
    long bytes = 0;
    int records = 0;
    long turnEnds = 0;
    consumer.seek(partition(), position);
    while (position < end
        && hasRoom(records, bytes)
        && (records == 0 || turnEnds - System.nanoTime() > 0)) {
      if (records == 0 && isLate()) {
        refuse(Refusal.UNAVAILABLE);
        return;
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition())) {
        T one = keep.apply(record);
        if (records++ == 0) {
          turnEnds = System.nanoTime() + TURN_NANOS;
        }
        if (one != null) {
          kept.add(one);
          bytes += record.value().length;
        }
        position = record.offset() + 1;
        if (!hasRoom(records, bytes)) {
          break;
        }
      }
      if (hasRoom(records, bytes)) {
        // It may have passed offsets without a record.
        position = consumer.position(partition());
      }
    }
    answer().complete(new Run<>(kept, records, begin, start, position, position >= end));
  }

  private boolean hasRoom(int records, long bytes) {
    return records < max && bytes < MAX_KEPT_BYTES;
  }
}
