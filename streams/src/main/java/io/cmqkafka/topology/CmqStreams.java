package io.cmqkafka.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.cluster.OfferedRules;
import io.cmqkafka.command.CommandPartitions;
import io.cmqkafka.config.CmqConfig;
import io.cmqkafka.config.KafkaTopics;
import io.cmqkafka.config.TopologySettings;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.queue.Outbox;
import io.cmqkafka.streams.RunningTopology;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
      OwnershipListener listener,
      SkippedRecords skipped,
      StateSize size) {
    return new RunningTopology(
        "queues",
        CmqTopology.of(
            config.layout().names(),
            partitions,
            outbox,
            listener,
            skipped,
            size,
            config.topology().rules().newest()),
        properties(config));
  }

  /** A killed process leaves a transaction open that holds up its successor for so long. */
  public static int transactionTimeoutMs(TopologySettings settings) {
    return Math.max(
        settings.commitIntervalMs() + 1_000, Math.min(3_000, settings.sessionTimeoutMs() / 2));
  }

  /**
   * The names of the changelogs, which may not exist yet. Each comes with a function that finds the
   * command that a record names, by its offset: the last command whose effect is in the state.
   */
  public static Map<String, Function<ConsumerRecord<byte[], byte[]>, OptionalLong>> commandsOf(
      KafkaTopics topics) {
    return Map.of(
        changelog(topics, QueueProcessor.STORE),
        record -> progress(record, QueueStateKey.PROGRESS.get()),
        changelog(topics, CatalogProcessor.STORE),
        record -> progress(record, StreamsCatalogStore.PROGRESS.getBytes(UTF_8)));
  }

  /** As Streams names it. */
  private static String changelog(KafkaTopics topics, String store) {
    return topics.queuesApplication() + "-" + store + "-changelog";
  }

  private static OptionalLong progress(ConsumerRecord<byte[], byte[]> record, byte[] key) {
    return record.value() != null && Arrays.equals(record.key(), key)
        ? OptionalLong.of(QueueStateCodec.progress(record.value()).position())
        : OptionalLong.empty();
  }

  static Properties properties(CmqConfig config) {
    Properties properties =
        RunningTopology.properties(config, config.layout().names().queuesApplication(), "queues");
    properties.compute(
        StreamsConfig.CLIENT_ID_CONFIG,
        (key, id) -> OfferedRules.addTo((String) id, config.topology().rules().offered()));
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.topology().standbyReplicas());
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.topology().commitIntervalMs());
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        transactionTimeoutMs(config.topology()));
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 20);
    return properties;
  }
}
