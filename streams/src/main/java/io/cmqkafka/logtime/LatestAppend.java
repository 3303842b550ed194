package io.cmqkafka.logtime;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Kafka for the latest timestamp in a topic. */
public final class LatestAppend {
  private static final Logger LOG = LoggerFactory.getLogger(LatestAppend.class);

  private LatestAppend() {}

  /**
   * Epoch ms; -1 when the topic is empty, and when Kafka does not tell within the timeout. Blocks
   * for as long.
   */
  public static long in(Admin admin, String topic, int partitions, long timeoutMs)
      throws InterruptedException {
    Map<TopicPartition, OffsetSpec> asked =
        IntStream.range(0, partitions)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.maxTimestamp()));
    try {
      return admin.listOffsets(asked).all().get(timeoutMs, TimeUnit.MILLISECONDS).values().stream()
          .mapToLong(ListOffsetsResultInfo::timestamp)
          .max()
          .orElse(-1);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn(
          "Kafka does not say when {} was last written to; the brokers' clocks are believed from"
              + " the start: {}",
          topic,
          e.toString());
      return -1;
    }
  }
}
