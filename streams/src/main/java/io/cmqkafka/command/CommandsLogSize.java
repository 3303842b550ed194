package io.cmqkafka.command;

import io.cmqkafka.logtime.AgeClock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * How much of the commands log Kafka keeps, in records, as of the last look. Looks on one thread,
 * is read on any.
 */
public final class CommandsLogSize {
  private final Admin admin;
  private final String topic;
  private final long keepMs;
  private final long timeoutMs;
  private final AgeClock ages;
  private volatile long records;
  private volatile long overdue;

  public CommandsLogSize(Admin admin, String topic, long keepMs, long timeoutMs, AgeClock ages) {
    this.admin = admin;
    this.topic = topic;
    this.keepMs = keepMs;
    this.timeoutMs = timeoutMs;
    this.ages = ages;
  }

  /**
   * Looks at these commands partitions, best before they are trimmed. Blocks for as long as Kafka
   * takes, within the timeout for each of three questions; when it fails, the last look stays.
   */
  public void measure(Set<Integer> partitions)
      throws ExecutionException, InterruptedException, TimeoutException {
    long dueBefore = Math.max(0, ages.bornBy(keepMs));
    Map<TopicPartition, Long> begins = ask(partitions, OffsetSpec.earliest());
    Map<TopicPartition, Long> kept = ask(partitions, OffsetSpec.forTimestamp(dueBefore));
    Map<TopicPartition, Long> ends = ask(partitions, OffsetSpec.latest());
    long all = 0;
    long due = 0;
    for (Map.Entry<TopicPartition, Long> one : begins.entrySet()) {
      long begin = one.getValue();
      long end = ends.get(one.getKey());
      long firstKept = kept.get(one.getKey());
      all += Math.max(0, end - begin);
      due += Math.max(0, (firstKept < 0 ? end : firstKept) - begin);
    }
    records = all;
    overdue = due;
  }

  /** From the first to the last that Kafka has, markers of transactions included. */
  public long records() {
    return records;
  }

  /**
   * Those of them that are older than they are to be kept. Some are there before each trimming;
   * when they become more and more, trimming fails, or the state does not get on.
   */
  public long overdue() {
    return overdue;
  }

  private Map<TopicPartition, Long> ask(Set<Integer> partitions, OffsetSpec spec)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    partitions.forEach(partition -> wanted.put(new TopicPartition(topic, partition), spec));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> one :
        admin.listOffsets(wanted).all().get(timeoutMs, TimeUnit.MILLISECONDS).entrySet()) {
      offsets.put(one.getKey(), one.getValue().offset());
    }
    return offsets;
  }
}
