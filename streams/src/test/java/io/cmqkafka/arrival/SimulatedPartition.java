package io.cmqkafka.arrival;

import io.cmqkafka.queue.OffsetRange;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * A Kafka partition and the one consumer that reads it, committed records only. Offsets of markers,
 * of aborted records and of what was compacted away hold nothing that the consumer would see.
 */
final class SimulatedPartition {
  private static final int NOWHERE = -1;

  /** What the consumer tells instead of giving records: the log is still the same up to here. */
  static final class Lost extends Exception {
    private static final long serialVersionUID = 1L;
    final long same;

    Lost(long same) {
      this.same = same;
    }
  }

  /**
   * @param to where the next poll begins
   */
  record Polled(List<ConsumerRecord<byte[], byte[]>> records, long to) {}

  private record Slot(boolean isMessage, int epoch) {}

  private final TopicPartition name;

  /** What can be read. */
  private final NavigableMap<Long, Slot> records = new TreeMap<>();

  /** Offsets that held a message at any time, also what is compacted or lost. */
  private final NavigableMap<Long, Boolean> everMessages = new TreeMap<>();

  private long beginning;
  private long end;
  private int epoch;

  private long position;
  private int positionEpoch = NOWHERE;

  /** Where the log was cut off, by the epoch that began there. */
  private final NavigableMap<Integer, Long> losses = new TreeMap<>();

  SimulatedPartition(int number) {
    name = new TopicPartition("events", number);
  }

  long beginning() {
    return beginning;
  }

  long end() {
    return end;
  }

  void append(boolean isMessage) {
    records.put(end, new Slot(isMessage, epoch));
    if (isMessage) {
      everMessages.put(end, true);
    }
    end++;
  }

  /** A transaction marker, or an aborted record. */
  void appendUnreadable() {
    end++;
  }

  void compact(long offset) {
    records.remove(offset);
  }

  void deleteBefore(long offset) {
    beginning = offset;
    records.headMap(offset).clear();
  }

  void newLeader() {
    epoch++;
  }

  /**
   * Whether a loss now is one that anybody could notice: the consumer knows by which leader what
   * lies before its position was written.
   */
  boolean canLose() {
    return positionEpoch != NOWHERE;
  }

  /** An unclean leader election. */
  void lose(long from) {
    records.tailMap(from, true).clear();
    end = from;
    beginning = Math.min(beginning, from);
    epoch++;
    losses.put(epoch, from);
  }

  /**
   * @param epoch under which what lies before was written, or -1
   */
  void seek(long offset, int epoch) {
    position = offset;
    positionEpoch = epoch;
  }

  /** The consumer asks the leader whether its position is still one of the leader's log. */
  private void validate() throws Lost {
    long same =
        positionEpoch == NOWHERE
            ? Long.MAX_VALUE
            : losses.tailMap(positionEpoch, false).values().stream()
                .mapToLong(from -> from)
                .min()
                .orElse(Long.MAX_VALUE);
    if (same < position) {
      throw new Lost(same);
    }
  }

  Polled poll(int max) throws Lost {
    validate();
    if (position < beginning || position > end) {
      throw new Lost(Long.MAX_VALUE);
    }
    List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    records.tailMap(position, true).entrySet().stream()
        .limit(max)
        .forEach(one -> read.add(record(one.getKey(), one.getValue())));
    long to = read.size() == max ? read.get(max - 1).offset() + 1 : end;
    if (to > position) {
      position = to;
      positionEpoch = epoch;
    }
    return new Polled(read, to);
  }

  /** The offsets of what is there. */
  List<Long> messages(long from) {
    return records.tailMap(from, true).entrySet().stream()
        .filter(one -> one.getValue().isMessage())
        .map(java.util.Map.Entry::getKey)
        .toList();
  }

  /** Whether there is a message at this offset, or was at any time. */
  boolean everHeldMessage(long offset) {
    return everMessages.containsKey(offset);
  }

  /** A message that would be lost if this were taken for a gap; -1 for none. */
  long messageIn(OffsetRange gap) {
    return records.subMap(gap.from(), gap.to()).entrySet().stream()
        .filter(one -> one.getValue().isMessage())
        .mapToLong(java.util.Map.Entry::getKey)
        .findFirst()
        .orElse(-1);
  }

  private ConsumerRecord<byte[], byte[]> record(long offset, Slot slot) {
    return new ConsumerRecord<>(
        name.topic(),
        name.partition(),
        offset,
        1,
        TimestampType.LOG_APPEND_TIME,
        0,
        slot.isMessage() ? 1 : 0,
        null,
        slot.isMessage() ? new byte[1] : null,
        new RecordHeaders(),
        Optional.of(slot.epoch()));
  }
}
