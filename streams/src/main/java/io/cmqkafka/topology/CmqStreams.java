package io.cmqkafka.topology;

import io.cmqkafka.log.CmqConfig;
import io.cmqkafka.log.CommandPartitions;
import io.cmqkafka.log.ShardListener;
import io.cmqkafka.log.SkippedRecords;
import io.cmqkafka.queue.Outbox;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running topology. */
public final class CmqStreams implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CmqStreams.class);

  private final KafkaStreams streams;
  private final ReplacementDelay delay = new ReplacementDelay(System::nanoTime);
  private final CompletableFuture<Void> running = new CompletableFuture<>();

  public CmqStreams(
      CmqConfig config,
      CommandPartitions partitions,
      Outbox outbox,
      ShardListener listener,
      SkippedRecords skipped) {
    streams =
        new KafkaStreams(
            CmqTopology.of(config.topics(), partitions, outbox, listener, skipped),
            properties(config));
    streams.setUncaughtExceptionHandler(
        failure -> {
          long delayMs = delay.next();
          LOG.error("a stream thread failed and is replaced in {} ms", delayMs, failure);
          delay.await(delayMs);
          return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
    streams.setStateListener(
        (now, before) -> {
          LOG.info("topology is {}", now);
          if (now == KafkaStreams.State.RUNNING) {
            running.complete(null);
          }
        });
  }

  /** Starts; the future completes when this process has its part of the work. */
  public CompletableFuture<Void> start() {
    streams.start();
    return running;
  }

  public KafkaStreams.State state() {
    return streams.state();
  }

  public KafkaStreams kafkaStreams() {
    return streams;
  }

  /** Commits, and leaves the group so that others take over at once. */
  public void close(Duration timeout) {
    delay.close();
    streams.close(
        CloseOptions.timeout(timeout)
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(5));
  }

  static Properties properties(CmqConfig config) {
    Properties properties = new Properties();
    properties.putAll(config.kafka());
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, config.topics().queuesApplication());
    properties.put(StreamsConfig.CLIENT_ID_CONFIG, "cmq-queues-" + config.instanceId());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.streamThreads());
    properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) config.replicationFactor());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitIntervalMs());
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 32L << 20);
    // Below this many copies a commit is not answered: what is trimmed behind it must not get lost.
    properties.put(
        StreamsConfig.topicPrefix(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG),
        Integer.toString(config.minInsyncReplicas()));
    // Never skip commands, whatever is passed through for other clients.
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    // Each task has one input partition, so there is nothing to wait for before it is processed.
    properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    Map<String, Object> consumer =
        Map.of(
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
            config.sessionTimeoutMs(),
            ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
            config.sessionTimeoutMs() / 4);
    consumer.forEach((k, v) -> properties.put(StreamsConfig.mainConsumerPrefix(k), v));
    if (config.onlyInstance()) {
      // Known again after a restart, so that nobody waits for the session of the one before to end.
      properties.put(
          StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), "embedded");
    }
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
