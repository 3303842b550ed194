package io.cmqkafka.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * A consumer of partitions that keep their records: what was read can be read again after a seek,
 * and an offset without a record below the end is passed over, as a transaction marker is.
 */
public final class LogConsumer extends MockConsumer<byte[], byte[]> {
  private final Map<TopicPartition, TreeMap<Long, ConsumerRecord<byte[], byte[]>>> logs =
      new HashMap<>();
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private final Map<TopicPartition, Long> beginnings = new HashMap<>();
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<KafkaException> beginningFailures =
      new ConcurrentLinkedQueue<>();
  private final Map<TopicPartition, KafkaException> positionFailures = new HashMap<>();
  private final ConcurrentLinkedQueue<Runnable> endTasks = new ConcurrentLinkedQueue<>();
  private boolean wakeup;
  private int polls;
  private boolean waitForRecordsOnly;

  public LogConsumer() {
    super("none");
  }

  public synchronized void append(
      TopicPartition partition, long offset, byte[] value, long timestamp) {
    append(partition, offset, value, timestamp, new RecordHeaders());
  }

  public synchronized void append(
      TopicPartition partition, long offset, byte[] value, long timestamp, Headers headers) {
    logs.computeIfAbsent(partition, p -> new TreeMap<>())
        .put(offset, record(partition, offset, null, value, timestamp, headers));
    end(partition, offset + 1);
  }

  public synchronized void append(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    logs.computeIfAbsent(partition, p -> new TreeMap<>()).put(record.offset(), record);
    end(partition, record.offset() + 1);
  }

  public static ConsumerRecord<byte[], byte[]> record(
      TopicPartition partition,
      long offset,
      byte[] key,
      byte[] value,
      long timestamp,
      Headers headers) {
    return record(partition, offset, key, value, timestamp, TimestampType.LOG_APPEND_TIME, headers);
  }

  public static ConsumerRecord<byte[], byte[]> record(
      TopicPartition partition,
      long offset,
      byte[] key,
      byte[] value,
      long timestamp,
      TimestampType timestampType,
      Headers headers) {
    return new ConsumerRecord<>(
        partition.topic(),
        partition.partition(),
        offset,
        timestamp,
        timestampType,
        0,
        value == null ? 0 : value.length,
        key,
        value,
        headers,
        java.util.Optional.empty());
  }

  /** The log goes on to here, with offsets that hold no record if need be. */
  public synchronized void end(TopicPartition partition, long end) {
    ends.merge(partition, end, Math::max);
    notifyAll();
  }

  /** Kafka has deleted what lies before. */
  public synchronized void begin(TopicPartition partition, long beginning) {
    beginnings.put(partition, beginning);
    logs.computeIfAbsent(partition, p -> new TreeMap<>()).headMap(beginning).clear();
    end(partition, beginning);
  }

  /** The topic is deleted and made again, empty. */
  public synchronized void recreate(TopicPartition partition) {
    logs.remove(partition);
    ends.remove(partition);
    beginnings.remove(partition);
  }

  /** Kafka has lost what lies from here on. */
  synchronized void cut(TopicPartition partition, long end) {
    logs.computeIfAbsent(partition, p -> new TreeMap<>()).tailMap(end).clear();
    ends.put(partition, end);
    notifyAll();
  }

  /** The next look at beginnings fails. */
  public void failNextBeginning(KafkaException failure) {
    beginningFailures.add(failure);
  }

  /** The next look at this partition's position fails. */
  public synchronized void failNextPosition(TopicPartition partition, KafkaException failure) {
    positionFailures.put(partition, failure);
  }

  /** Runs on the consumer's thread at the next poll, before it reads anything. */
  public void atNextPoll(Runnable task) {
    tasks.add(task);
  }

  /** Runs on the consumer's thread when it is next asked for ends, before it answers. */
  public void atNextEnd(Runnable task) {
    endTasks.add(task);
  }

  /** Fails as a call of Kafka's consumer that a wakeup ends, once there is one. */
  public synchronized void awaitWakeup() {
    try {
      while (!wakeup) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new org.apache.kafka.common.errors.InterruptException(e);
    }
    wakeup = false;
    throw new WakeupException();
  }

  public synchronized int polls() {
    return polls;
  }

  /** From now on a poll that may wait ends when it has records or is woken up, however late. */
  public synchronized void waitForRecordsOnly() {
    waitForRecordsOnly = true;
  }

  @Override
  public synchronized long position(TopicPartition partition) {
    KafkaException failure = positionFailures.remove(partition);
    if (failure != null) {
      throw failure;
    }
    return super.position(partition);
  }

  @Override
  public synchronized void wakeup() {
    wakeup = true;
    notifyAll();
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
    return read(timeout.toMillis());
  }

  private synchronized ConsumerRecords<byte[], byte[]> read(long timeoutMs) {
    polls++;
    notifyAll();
    ConsumerRecords<byte[], byte[]> records = readNow();
    if (records.isEmpty() && records.nextOffsets().isEmpty() && !wakeup) {
      try {
        wait(waitForRecordsOnly && timeoutMs > 0 ? 0 : Math.max(1, timeoutMs));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new org.apache.kafka.common.errors.InterruptException(e);
      }
      records = readNow();
    }
    return records;
  }

  private ConsumerRecords<byte[], byte[]> readNow() {
    if (wakeup) {
      wakeup = false;
      throw new WakeupException();
    }
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> found = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    for (TopicPartition partition : assignment()) {
      long position = super.position(partition);
      if (paused().contains(partition)) {
        continue;
      }
      if (position < beginnings.getOrDefault(partition, 0L)) {
        throw new OffsetOutOfRangeException(Map.of(partition, position));
      }
      long end = ends.getOrDefault(partition, 0L);
      if (position > end) {
        throw new OffsetOutOfRangeException(Map.of(partition, position));
      }
      if (position < end) {
        Collection<ConsumerRecord<byte[], byte[]>> there =
            logs.getOrDefault(partition, new TreeMap<>()).tailMap(position).values();
        if (!there.isEmpty()) {
          found.put(partition, new ArrayList<>(there));
          next.put(partition, new OffsetAndMetadata(end));
        }
        seek(partition, end);
      }
    }
    return new ConsumerRecords<>(found, next);
  }

  @Override
  public synchronized Map<TopicPartition, Long> beginningOffsets(
      Collection<TopicPartition> partitions) {
    KafkaException failure = beginningFailures.poll();
    if (failure != null) {
      throw failure;
    }
    Map<TopicPartition, Long> found = new HashMap<>();
    partitions.forEach(one -> found.put(one, beginnings.getOrDefault(one, 0L)));
    return found;
  }

  @Override
  public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
    for (Runnable task = endTasks.poll(); task != null; task = endTasks.poll()) {
      task.run();
    }
    Map<TopicPartition, Long> found = new HashMap<>();
    partitions.forEach(one -> found.put(one, ends.getOrDefault(one, 0L)));
    return found;
  }

  @Override
  public synchronized void seekToEnd(Collection<TopicPartition> partitions) {
    partitions.forEach(one -> seek(one, ends.getOrDefault(one, 0L)));
  }

  @Override
  public synchronized void seekToBeginning(Collection<TopicPartition> partitions) {
    partitions.forEach(one -> seek(one, beginnings.getOrDefault(one, 0L)));
  }
}
