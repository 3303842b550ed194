package io.cmqkafka.publication;

import io.cmqkafka.config.CmqConfig;
import io.cmqkafka.kafka.TopicMetrics;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.streams.RunningTopology;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The running fan-out. */
public final class FanOutStreams {

  /**
   * How often positions are committed. After a failure, publications since the last commit are
   * copied again.
   */
  private static final int COMMIT_INTERVAL_MS = 200;

  /** How long a topic that is gone may hold up copies for others, now and then. */
  private static final int MAX_BLOCK_MS = 1_000;

  /** Bytes read at a time, as for messages. Kafka's default is too much for a small heap. */
  private static final int FETCH_BYTES = 8 << 20;

  private FanOutStreams() {}

  /**
   * @param publicationsId Kafka's own id of the topic that the publications are read from
   */
  public static RunningTopology of(
      CmqConfig config,
      String publicationsId,
      CopyTargets targets,
      MissingTopics missing,
      CopyTally copies,
      SkippedRecords skipped,
      TopicMetrics topicMetrics) {
    return new RunningTopology(
        "fan-out",
        FanOutTopology.of(
            config.layout().names().publications(),
            publicationsId,
            targets,
            missing,
            copies,
            skipped),
        properties(config, missing, copies),
        new FanOutClients(missing, copies, topicMetrics));
  }

  static Properties properties(CmqConfig config, MissingTopics missing, CopyTally copies) {
    Properties properties =
        RunningTopology.properties(config, config.layout().names().fanOutApplication(), "fan-out");
    // Queues recognise a repeated copy, and a copy must not wait for a commit.
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL_MS);
    properties.put(
        StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, PublicationTime.class.getName());
    properties.put(
        StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, RefusedCopies.class.getName());
    properties.put(RefusedCopies.MISSING_TOPICS, missing);
    properties.put(RefusedCopies.COPIES, copies);
    // As other producers here; but batches of Kafka's default size, because there may be one on its
    // way to each of thousands of subscribers.
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.ACKS_CONFIG), "all");
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG), true);
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_BLOCK_MS_CONFIG),
        Math.min(MAX_BLOCK_MS, config.bounds().requestTimeoutMs()));
    // A copy on its way to a topic that is deleted at that moment is waited for so long, once.
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG),
        config.bounds().requestTimeoutMs());
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG),
        config.bounds().requestTimeoutMs() / 2);
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), FETCH_BYTES);
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG),
        config.bounds().fanOutBufferBytes());
    // The largest body, 1 MiB, with room for the record around it.
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), 2 << 20);
    return properties;
  }
}
