package io.cmqkafka.malformed;

import io.cmqkafka.logging.LogLimit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and logs records that were skipped. A record is reported once in the life of this process,
 * however often it is read. The log names its place and never its content. Thread-safe.
 */
public final class SkippedRecords {
  private static final Logger LOG = LoggerFactory.getLogger(SkippedRecords.class);

  /**
   * Beyond this number the partition without a skipped record for longest is forgotten, and its
   * records are counted again when they are read again.
   */
  static final int MAX_PARTITIONS = 10_000;

  private final MeterRegistry meters;
  private final LogLimit logged = new LogLimit();

  /** One past the last record that was reported. */
  private final Map<TopicPartition, Long> reported =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TopicPartition, Long> eldest) {
          return size() > MAX_PARTITIONS;
        }
      };

  public SkippedRecords(MeterRegistry meters) {
    this.meters = meters;
  }

  /** Reports a record, unless that one or a later one of the partition was reported before. */
  public void skip(String topic, int partition, long offset, Exception why) {
    if (!isNew(new TopicPartition(topic, partition), offset)) {
      return;
    }
    Counter.builder("cmq.skipped.records")
        .description("Records that are none of ours and were skipped")
        .tag("topic", topic)
        .register(meters)
        .increment();
    // Each record has a key of its own. The metric counts those without a line.
    if (logged.isDue(topic + '-' + partition + '@' + offset)) {
      LOG.warn(
          "skipped a record that is none of ours: {}-{} offset {}: {}",
          topic,
          partition,
          offset,
          why.getMessage());
    }
  }

  /** Forgets a partition whose offsets may come again with other records. */
  public void forget(TopicPartition partition) {
    synchronized (reported) {
      reported.remove(partition);
    }
  }

  private boolean isNew(TopicPartition partition, long offset) {
    synchronized (reported) {
      boolean isNew = offset >= reported.getOrDefault(partition, 0L);
      if (isNew) {
        reported.put(partition, offset + 1);
      }
      return isNew;
    }
  }
}
