package io.cmqkafka.log;

import io.cmqkafka.catalog.TopicDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates the Kafka topics that every process needs; whoever comes first does it. */
public final class KafkaTopicSetup {
  private final Admin admin;
  private final CmqConfig config;

  public KafkaTopicSetup(Admin admin, CmqConfig config) {
    this.admin = admin;
    this.config = config;
  }

  /**
   * What is there once set-up is done; partition counts are those of the cluster, which were fixed
   * when the topics were first created.
   *
   * @param publicationsId Kafka's own id of the topic of publications
   */
  public record Partitions(int commands, int replies, int publications, String publicationsId) {}

  /** Blocks until everything exists; throws what Kafka answers. */
  public Partitions run() throws ExecutionException, InterruptedException, TimeoutException {
    KafkaTopics topics = config.topics();
    int commands =
        ensure(
            topics.commands(),
            config.commandsPartitions(),
            Map.of(
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime",
                TopicConfig.CLEANUP_POLICY_CONFIG, "delete",
                // Trimmed behind the committed position, never by time: see CommandsTrimmer.
                TopicConfig.RETENTION_MS_CONFIG, "-1",
                TopicConfig.RETENTION_BYTES_CONFIG, "-1",
                TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(64 << 20)));
    int replies =
        ensure(
            topics.replies(),
            config.repliesPartitions(),
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG, "delete",
                TopicConfig.RETENTION_MS_CONFIG, "300000",
                TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(16 << 20)));
    ensure(topics.catalog(), 1, Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "compact"));
    int publications =
        ensure(
            topics.publications(),
            config.publicationsPartitions(),
            Map.of(
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "LogAppendTime",
                TopicConfig.CLEANUP_POLICY_CONFIG,
                "delete",
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(TopicDefinition.MSG_RETENTION_SECONDS * 1_000L),
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(QueueTopics.MAX_MESSAGE_BYTES)));
    return new Partitions(
        commands, replies, publications, describe(topics.publications()).topicId().toString());
  }

  private int ensure(String topic, int partitions, Map<String, String> settings)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<String, String> all = new HashMap<>(settings);
    all.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(config.minInsyncReplicas()));
    NewTopic wanted =
        new NewTopic(topic, Optional.of(partitions), Optional.of(config.replicationFactor()))
            .configs(all);
    try {
      admin
          .createTopics(List.of(wanted))
          .all()
          .get(config.requestTimeoutMs(), TimeUnit.MILLISECONDS);
      return partitions;
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
    return describe(topic).partitions().size();
  }

  /** A topic that was created a moment ago is not known to every broker yet. */
  private TopicDescription describe(String topic)
      throws ExecutionException, InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(config.requestTimeoutMs());
    while (true) {
      try {
        return admin
            .describeTopics(List.of(topic))
            .allTopicNames()
            .get(config.requestTimeoutMs(), TimeUnit.MILLISECONDS)
            .get(topic);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
            || System.nanoTime() - deadline > 0) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }
}
