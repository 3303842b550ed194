package io.cmqkafka.topology;

import io.cmqkafka.log.CmqConfig;
import io.cmqkafka.log.CommandPartitions;
import io.cmqkafka.log.ShardListener;
import io.cmqkafka.log.SkippedRecords;
import io.cmqkafka.queue.Outbox;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The running topology of queues and catalog. */
public final class CmqStreams {
  private static final long CACHE_BYTES = 32L << 20;

  private CmqStreams() {}

  public static RunningTopology of(
      CmqConfig config,
      CommandPartitions partitions,
      Outbox outbox,
      ShardListener listener,
      SkippedRecords skipped,
      StateSize size) {
    return new RunningTopology(
        "queues",
        CmqTopology.of(config.topics(), partitions, outbox, listener, skipped, size),
        properties(config));
  }

  static Properties properties(CmqConfig config) {
    Properties properties =
        RunningTopology.properties(config, config.topics().queuesApplication(), "queues");
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbyReplicas());
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitIntervalMs());
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
    // A killed process leaves a transaction open that holds up its successor until this has passed.
    int transactionTimeout =
        Math.max(config.commitIntervalMs() + 1_000, Math.min(3_000, config.sessionTimeoutMs() / 2));
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        transactionTimeout);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 20);
    return properties;
  }
}
