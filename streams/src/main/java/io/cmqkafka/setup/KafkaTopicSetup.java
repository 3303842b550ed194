package io.cmqkafka.setup;

import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.config.KafkaTopics;
import io.cmqkafka.config.TopicLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the server's own Kafka topics; the first process of a cluster does so. In existing topics
 * it sets right the settings that the server depends on.
 */
public final class KafkaTopicSetup {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaTopicSetup.class);

  private final Admin admin;
  private final TopicLayout layout;
  private final int requestTimeoutMs;
  private final long deadlineNanos;

  /**
   * @param requestTimeoutMs how long Kafka may take for one answer
   * @param deadlineNanos the end of the time for the start, {@link System#nanoTime}
   */
  public KafkaTopicSetup(
      Admin admin, TopicLayout layout, int requestTimeoutMs, long deadlineNanos) {
    this.admin = admin;
    this.layout = layout;
    this.requestTimeoutMs = requestTimeoutMs;
    this.deadlineNanos = deadlineNanos;
  }

  /**
   * The topics after the set-up. The numbers of partitions are those that the topics were first
   * created with.
   *
   * @param publicationsId Kafka's own id of the topic of publications
   * @param isNewCluster whether this process has created the topic of commands
   */
  public record Partitions(
      int commands, int replies, int publications, String publicationsId, boolean isNewCluster) {}

  private record Ensured(int partitions, boolean isNew) {}

  /**
   * Blocks until all topics exist and are set right. Throws Kafka's failure, or a {@link
   * TopicSettingException}.
   */
  public Partitions run() throws ExecutionException, InterruptedException, TimeoutException {
    KafkaTopics topics = layout.names();
    Ensured commands =
        ensure(
            topics.commands(),
            layout.commandsPartitions(),
            Map.of(
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime",
                TopicConfig.CLEANUP_POLICY_CONFIG, "delete",
                // Trimmed behind the committed position, never by time: see CommandsTrimmer.
                TopicConfig.RETENTION_MS_CONFIG, "-1",
                TopicConfig.RETENTION_BYTES_CONFIG, "-1"),
            Map.of(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(64 << 20)));
    Ensured replies =
        ensure(
            topics.replies(),
            layout.repliesPartitions(),
            Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "delete"),
            Map.of(
                TopicConfig.RETENTION_MS_CONFIG,
                "300000",
                TopicConfig.SEGMENT_BYTES_CONFIG,
                Integer.toString(16 << 20)));
    ensure(topics.catalog(), 1, Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "compact"), Map.of());
    Ensured publications =
        ensure(
            topics.publications(),
            layout.publicationsPartitions(),
            Map.of(
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "LogAppendTime",
                TopicConfig.CLEANUP_POLICY_CONFIG,
                "delete",
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(KafkaTopics.MAX_MESSAGE_BYTES)),
            Map.of(
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(TopicDefinition.MSG_RETENTION_SECONDS * 1_000L)));
    ensure(
        topics.numbers(),
        1,
        Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "delete"),
        Map.of(
            TopicConfig.RETENTION_MS_CONFIG,
            "3600000",
            TopicConfig.SEGMENT_BYTES_CONFIG,
            Integer.toString(16 << 20)));
    for (String topic :
        List.of(topics.commands(), topics.replies(), topics.catalog(), topics.numbers())) {
      refuseWithoutRights(describe(topic));
    }
    TopicDescription ofPublications = describe(topics.publications());
    refuseWithoutRights(ofPublications);
    return new Partitions(
        commands.partitions(),
        replies.partitions(),
        publications.partitions(),
        ofPublications.topicId().toString(),
        commands.isNew());
  }

  /**
   * @param musts settings that are set right on an existing topic too
   * @param more settings for a new topic only; an operator may have changed them since
   */
  private Ensured ensure(
      String topic, int partitions, Map<String, String> musts, Map<String, String> more)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<String, String> all = new HashMap<>(musts);
    all.putAll(more);
    all.put(
        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
        Integer.toString(layout.replication().minInsync()));
    NewTopic wanted =
        new NewTopic(topic, Optional.of(partitions), Optional.of(layout.replication().factor()))
            .configs(all);
    try {
      get("Create on topic " + topic, () -> admin.createTopics(List.of(wanted)).all());
      return new Ensured(partitions, true);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
    TopicDescription found = describe(topic);
    refuseIfMoreReplicasThanBrokers(found);
    setRight(topic, musts);
    return new Ensured(found.partitions().size(), false);
  }

  private TopicDescription describe(String topic)
      throws ExecutionException, InterruptedException, TimeoutException {
    return whenKnown(
            "Describe on topic " + topic,
            () ->
                admin
                    .describeTopics(
                        List.of(topic),
                        new DescribeTopicsOptions().includeAuthorizedOperations(true))
                    .allTopicNames())
        .get(topic);
  }

  /**
   * Refuses to start without the needed rights, because a client that lacks them would only wait.
   * Without an authorizer Kafka names no rights.
   */
  private static void refuseWithoutRights(TopicDescription topic) throws ExecutionException {
    Set<AclOperation> allowed = topic.authorizedOperations();
    for (AclOperation needed : List.of(AclOperation.READ, AclOperation.WRITE)) {
      if (allowed != null && !allowed.isEmpty() && !allowed.contains(needed)) {
        throw new ExecutionException(
            new AuthorizationException("it lacks " + needed + " on topic " + topic.name()));
      }
    }
  }

  /**
   * Refuses to start with more replicas than brokers, because no queue could be created. If an
   * existing topic has as many copies as are asked for, the missing brokers are only away.
   */
  private void refuseIfMoreReplicasThanBrokers(TopicDescription found)
      throws ExecutionException, InterruptedException, TimeoutException {
    int copies = found.partitions().stream().mapToInt(p -> p.replicas().size()).max().orElseThrow();
    if (copies >= layout.replication().factor()) {
      return;
    }
    int brokers = get("Describe on the cluster", () -> admin.describeCluster().nodes()).size();
    if (brokers < layout.replication().factor()) {
      throw new ExecutionException(
          new InvalidReplicationFactorException(
              "it is %d, the cluster has %d broker%s, and %s has %d cop%s there"
                  .formatted(
                      layout.replication().factor(),
                      brokers,
                      brokers == 1 ? "" : "s",
                      found.name(),
                      copies,
                      copies == 1 ? "y" : "ies")));
    }
  }

  /**
   * Sets an existing topic right. It may have been made otherwise, for example by Kafka's
   * auto-creation.
   */
  private void setRight(String topic, Map<String, String> musts)
      throws ExecutionException, InterruptedException, TimeoutException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config is =
        whenKnown(
                "DescribeConfigs on topic " + topic,
                () -> admin.describeConfigs(List.of(resource)).all())
            .get(resource);
    for (Map.Entry<String, String> must : new TreeMap<>(musts).entrySet()) {
      ConfigEntry entry = is.get(must.getKey());
      String value = entry == null ? null : entry.value();
      if (!must.getValue().equals(value)) {
        set(resource, new ConfigEntry(must.getKey(), must.getValue()));
        LOG.warn(
            "Kafka topic {} had {}={}, with which the server cannot work; it is {} now",
            topic,
            must.getKey(),
            value,
            must.getValue());
      }
    }
  }

  private void set(ConfigResource topic, ConfigEntry wanted)
      throws ExecutionException, InterruptedException, TimeoutException {
    AlterConfigOp change = new AlterConfigOp(wanted, AlterConfigOp.OpType.SET);
    try {
      get(
          "AlterConfigs on topic " + topic.name(),
          () -> admin.incrementalAlterConfigs(Map.of(topic, List.of(change))).all());
    } catch (ExecutionException e) {
      throw new ExecutionException(
          new TopicSettingException(
              topic.name(), wanted.name() + "=" + wanted.value(), e.getCause()));
    }
  }

  /** Asks again while a broker does not know a topic that was just created. */
  private <T> T whenKnown(String right, Supplier<KafkaFuture<T>> question)
      throws ExecutionException, InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(requestTimeoutMs);
    while (true) {
      try {
        return get(right, question);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
            || System.nanoTime() - deadline > 0) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  /**
   * Asks again when Kafka is slow: there is time until the start as a whole takes too long.
   *
   * @param right the ACL that is needed, for people
   */
  private <T> T get(String right, Supplier<KafkaFuture<T>> question)
      throws ExecutionException, InterruptedException, TimeoutException {
    while (true) {
      try {
        return question.get().get(requestTimeoutMs, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        refuseIfLate(e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof AuthorizationException) {
          throw new ExecutionException(
              new AuthorizationException(
                  "it lacks " + right + " (" + e.getCause().getMessage() + ")", e.getCause()));
        }
        if (!(e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException)) {
          throw e;
        }
        refuseIfLate(e.getCause());
      }
    }
  }

  private void refuseIfLate(Throwable failure) throws TimeoutException {
    if (System.nanoTime() - deadlineNanos > 0) {
      throw new TimeoutException("the server's Kafka topics: " + failure);
    }
    LOG.warn("Kafka is slow to answer about the server's topics, asking again: {}", "" + failure);
  }
}
