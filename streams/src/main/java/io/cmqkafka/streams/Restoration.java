package io.cmqkafka.streams;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/**
 * How much state was read from changelogs, and how much is still to be read; told to people by
 * {@link #toString}. Thread-safe.
 */
final class Restoration implements StateRestoreListener {
  private final LongAdder restored = new LongAdder();
  private final Map<TopicPartition, Long> left = new ConcurrentHashMap<>();

  @Override
  public void onRestoreStart(
      TopicPartition changelog, String store, long startingOffset, long endingOffset) {
    left.put(changelog, endingOffset - startingOffset);
  }

  @Override
  public void onBatchRestored(
      TopicPartition changelog, String store, long batchEndOffset, long numRestored) {
    restored.add(numRestored);
    left.computeIfPresent(changelog, (partition, records) -> Math.max(0, records - numRestored));
  }

  @Override
  public void onRestoreEnd(TopicPartition changelog, String store, long totalRestored) {
    left.remove(changelog);
  }

  @Override
  public void onRestoreSuspended(TopicPartition changelog, String store, long totalRestored) {
    left.remove(changelog);
  }

  @Override
  public String toString() {
    return "%d records of state read, up to %d more in %d partitions"
        .formatted(
            restored.sum(), left.values().stream().mapToLong(Long::longValue).sum(), left.size());
  }
}
