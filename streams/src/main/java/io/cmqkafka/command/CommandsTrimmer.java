package io.cmqkafka.command;

import io.cmqkafka.logtime.AgeClock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntPredicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Deletes commands that are in the committed state and older than the audit trail is to reach back.
 * Never those behind which the state still lags, however old they are.
 */
public final class CommandsTrimmer {
  private final Admin admin;
  private final String topic;
  private final String group;
  private final long keepMs;
  private final long timeoutMs;
  private final AgeClock ages;
  private final IntPredicate needed;

  /**
   * @param needed partitions of which nothing may be deleted now
   */
  public CommandsTrimmer(
      Admin admin,
      String topic,
      String group,
      long keepMs,
      long timeoutMs,
      AgeClock ages,
      IntPredicate needed) {
    this.admin = admin;
    this.topic = topic;
    this.group = group;
    this.keepMs = keepMs;
    this.timeoutMs = timeoutMs;
    this.ages = ages;
    this.needed = needed;
  }

  /** Trims these commands partitions. Blocks for as long as Kafka takes, within the timeout. */
  public void trim(Set<Integer> partitions)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin
            .listConsumerGroupOffsets(group)
            .partitionsToOffsetAndMetadata()
            .get(timeoutMs, TimeUnit.MILLISECONDS);
    Map<TopicPartition, OffsetSpec> kept = new HashMap<>();
    for (int partition : partitions) {
      TopicPartition one = new TopicPartition(topic, partition);
      if (committed.get(one) != null && !needed.test(partition)) {
        kept.put(one, OffsetSpec.forTimestamp(Math.max(0, ages.bornBy(keepMs))));
      }
    }
    if (kept.isEmpty()) {
      return;
    }
    Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> firstKept =
        admin.listOffsets(kept).all().get(timeoutMs, TimeUnit.MILLISECONDS);
    Map<TopicPartition, RecordsToDelete> before = new HashMap<>();
    firstKept.forEach(
        (partition, first) -> {
          long inState = committed.get(partition).offset();
          long to = first.offset() < 0 ? inState : Math.min(inState, first.offset());
          if (to > 0) {
            before.put(partition, RecordsToDelete.beforeOffset(to));
          }
        });
    admin.deleteRecords(before).all().get(timeoutMs, TimeUnit.MILLISECONDS);
  }
}
