package io.cmqkafka.browsing;

import io.cmqkafka.queue.Refusal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Utils;

/** Reads the records at some offsets. */
final class OffsetReading<T> extends Reading<OffsetReading.Part<T>> {
  /** Up to so far ahead, reading on is taken to be cheaper than a seek. */
  private static final long READ_ON = 64;

  /**
   * What was read.
   *
   * @param found empty when it was too much
   * @param bytes of all records that were read, those on the way from one to the next included
   */
  record Part<T>(Optional<Map<Long, T>> found, long bytes) {}

  private final List<Long> offsets;
  private final long maxBytes;
  private final Function<ConsumerRecord<byte[], byte[]>, T> kept;

  OffsetReading(
      TopicPartition partition,
      long timeoutMs,
      List<Long> offsets,
      long maxBytes,
      Function<ConsumerRecord<byte[], byte[]>, T> kept) {
    super(partition, timeoutMs);
    this.offsets = offsets;
    this.maxBytes = maxBytes;
    this.kept = kept;
  }

  @Override
  void serve(Consumer<byte[], byte[]> consumer) {
    try {
      read(consumer, offsets);
    } catch (OffsetOutOfRangeException e) {
      read(consumer, stillThere(consumer));
    }
  }

  private void read(Consumer<byte[], byte[]> consumer, List<Long> wantedOffsets) {
    Map<Long, T> found = new HashMap<>();
    Set<Long> wanted = new HashSet<>(wantedOffsets);
    long last = wantedOffsets.isEmpty() ? -1 : wantedOffsets.get(wantedOffsets.size() - 1);
    long bytes = 0;
    long position = -1;
    for (long offset : wantedOffsets) {
      if (position < 0 || position + READ_ON < offset) {
        consumer.seek(partition(), offset);
        position = offset;
      }
      while (position <= offset) {
        if (isLate()) {
          refuse(Refusal.UNAVAILABLE);
          return;
        }
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : polled.records(partition())) {
          if (record.offset() > last) {
            break;
          }
          bytes += bytesOf(record);
          if (bytes > maxBytes) {
            answer().complete(new Part<>(Optional.empty(), bytes));
            return;
          }
          T one = wanted.contains(record.offset()) ? kept.apply(record) : null;
          if (one != null) {
            found.put(record.offset(), one);
          }
        }
        position = consumer.position(partition());
        if (polled.isEmpty() && position >= end(consumer)) {
          // Kafka has lost the rest.
          answer().complete(new Part<>(Optional.of(found), bytes));
          return;
        }
      }
    }
    answer().complete(new Part<>(Optional.of(found), bytes));
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
  private List<Long> stillThere(Consumer<byte[], byte[]> consumer) {
    long begin = begin(consumer);
    long end = end(consumer);
    return offsets.stream().filter(offset -> offset >= begin && offset < end).toList();
  }
}
