package io.cmqkafka.body;

import io.cmqkafka.Failures;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.config.KafkaTopics;
import io.cmqkafka.config.Replication;
import io.cmqkafka.logging.LogLimit;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Kafka topics of queues: created, changed, looked at and deleted. Nothing blocks. */
public final class QueueTopics {
  private static final Logger LOG = LoggerFactory.getLogger(QueueTopics.class);

  /**
   * How long an existing delivery topic must keep messages at least, ms. Its retention is then
   * lengthened.
   */
  private static final long DELIVERY_MS = TopicDefinition.MSG_RETENTION_SECONDS * 1_000L;

  /** What a record may hold beside body and headers, generously. */
  public static final int FRAMING_BYTES = 1_024;

  /**
   * How often a question about an unknown topic is asked. The controller makes topics, but any
   * broker answers questions about them, and Kafka's client takes the first "unknown" for an
   * answer. So an unknown topic may be a new one of which that broker has not heard, or it may be
   * gone.
   */
  private static final int MAX_ATTEMPTS = 6;

  /** The pause before the second attempt. Each further pause is twice as long. */
  private static final long FIRST_PAUSE_MS = 50;

  private final Admin admin;
  private final Replication replication;
  private final LongFunction<Executor> later;
  private final LogLimit logged = new LogLimit();

  public QueueTopics(Admin admin, Replication replication) {
    this(admin, replication, ms -> CompletableFuture.delayedExecutor(ms, TimeUnit.MILLISECONDS));
  }

  /**
   * @param later runs things after so many ms
   */
  QueueTopics(Admin admin, Replication replication, LongFunction<Executor> later) {
    this.admin = admin;
    this.replication = replication;
    this.later = later;
  }

  /**
   * A queue's topic.
   *
   * @param id Kafka's own id of it
   * @param begins per partition the offset at which the queue's life begins
   * @param fresh whether it was created just now
   */
  public record Created(String id, List<Long> begins, boolean fresh) {}

  /**
   * Creates a queue's topic. An existing topic is used from its end on. It is not changed, because
   * it may be the topic of a queue that was created a moment before: see {@link #applySettings}.
   * Refused as NAME_COLLIDES when Kafka takes the name for that of another topic. Asks for up to
   * 1.6 s when the controller says that the topic exists and a broker has not heard of it.
   */
  public CompletableFuture<Created> create(
      String topic, int partitions, QueueAttributes attributes) {
    return untilKnown(() -> createOnce(topic, partitions, attributes));
  }

  private CompletableFuture<Created> createOnce(
      String topic, int partitions, QueueAttributes attributes) {
    NewTopic wanted =
        new NewTopic(topic, Optional.of(partitions), Optional.of(replication.factor()))
            .configs(settings(attributes));
    return future(admin.createTopics(List.of(wanted)).topicId(topic))
        .thenApply(id -> new Created(id.toString(), Collections.nCopies(partitions, 0L), true))
        .exceptionallyCompose(
            failure ->
                Failures.cause(failure) instanceof TopicExistsException
                    ? existing(topic, OffsetSpec.latest())
                    : CompletableFuture.failedFuture(refusedName(topic, failure)));
  }

  /**
   * Repeats a question while the asked brokers do not know the topic. To be put around a client's
   * whole question, and not around its parts as well.
   */
  private <T> CompletableFuture<T> untilKnown(Supplier<CompletableFuture<T>> question) {
    return untilKnown(question, 1);
  }

  private <T> CompletableFuture<T> untilKnown(
      Supplier<CompletableFuture<T>> question, int attempt) {
    return question
        .get()
        .exceptionallyCompose(
            failure ->
                Failures.cause(failure) instanceof UnknownTopicOrPartitionException
                        && attempt < MAX_ATTEMPTS
                    ? CompletableFuture.supplyAsync(
                            () -> untilKnown(question, attempt + 1),
                            later.apply(FIRST_PAUSE_MS << (attempt - 1)))
                        .thenCompose(next -> next)
                    : CompletableFuture.failedFuture(failure));
  }

  /**
   * As {@link #create}, for a topic of one partition that only the server uses. An existing topic
   * is refused as DELIVERY_TOPIC_UNSUITABLE, and stays as it is, unless it looks as if the server
   * had made it. A foreign topic's records would be pushed, and its settings might drop messages
   * before their push.
   */
  public CompletableFuture<Created> createDelivery(String topic, QueueAttributes attributes) {
    return create(topic, 1, attributes)
        .thenCompose(
            created ->
                created.fresh()
                    ? CompletableFuture.completedFuture(created)
                    : configOf(topic)
                        .thenApply(
                            config -> {
                              refuseUnlessDelivery(topic, created, config);
                              return created;
                            }));
  }

  private void refuseUnlessDelivery(String topic, Created found, Config is) {
    long retentionMs = number(is, TopicConfig.RETENTION_MS_CONFIG);
    String unsuitable = null;
    if (found.begins().size() != 1) {
      unsuitable = found.begins().size() + " partitions instead of 1";
    } else if (!"delete".equals(text(is, TopicConfig.CLEANUP_POLICY_CONFIG))) {
      unsuitable = setting(is, TopicConfig.CLEANUP_POLICY_CONFIG);
    } else if (!"LogAppendTime".equals(text(is, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG))) {
      unsuitable = setting(is, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);
    } else if (retentionMs >= 0 && retentionMs < DELIVERY_MS) {
      unsuitable = setting(is, TopicConfig.RETENTION_MS_CONFIG);
    } else if (number(is, TopicConfig.MAX_MESSAGE_BYTES_CONFIG) < KafkaTopics.MAX_MESSAGE_BYTES) {
      unsuitable = setting(is, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
    }
    if (unsuitable != null) {
      if (logged.isDue(topic)) {
        LOG.warn(
            "Kafka topic {}, which a new subscription needs, is there and has {}: it is not taken"
                + " over, and the subscription is refused; remove the topic if nobody needs it",
            topic,
            unsuitable);
      }
      throw new RefusedException(Refusal.DELIVERY_TOPIC_UNSUITABLE);
    }
  }

  /**
   * Whether the topic takes messages of that many bytes without a key. True also when Kafka does
   * not say.
   */
  public CompletableFuture<Boolean> takes(String topic, int bytes) {
    return configOf(topic)
        .thenApply(
            is ->
                !text(is, TopicConfig.CLEANUP_POLICY_CONFIG).contains("compact")
                    && number(is, TopicConfig.MAX_MESSAGE_BYTES_CONFIG) >= bytes + FRAMING_BYTES)
        .exceptionally(
            failure -> {
              LOG.debug("what Kafka topic {} takes is not known", topic, failure);
              return true;
            });
  }

  private CompletableFuture<Config> configOf(String topic) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return untilKnown(
        () -> future(admin.describeConfigs(List.of(resource)).values().get(resource)));
  }

  private static String text(Config config, String name) {
    return config.get(name).value();
  }

  private static long number(Config config, String name) {
    return Long.parseLong(text(config, name));
  }

  private static String setting(Config config, String name) {
    return name + "=" + text(config, name);
  }

  /** Kafka's ids of all topics, by name. */
  public CompletableFuture<Map<String, String>> ids() {
    return future(admin.listTopics().listings())
        .thenApply(
            topics ->
                topics.stream()
                    .collect(
                        Collectors.toMap(TopicListing::name, one -> one.topicId().toString())));
  }

  /** Whether there is a topic of this name that this process may write to. */
  public CompletableFuture<Boolean> isWritable(String topic) {
    return isWritable(untilKnown(() -> described(topic)), topic);
  }

  /** Likewise, as one broker knows it, which may be late to hear of a topic. */
  public CompletableFuture<Boolean> seemsWritable(String topic) {
    return isWritable(described(topic), topic);
  }

  private CompletableFuture<Map<String, TopicDescription>> described(String topic) {
    DescribeTopicsOptions options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
    return future(admin.describeTopics(List.of(topic), options).allTopicNames());
  }

  private static CompletableFuture<Boolean> isWritable(
      CompletableFuture<Map<String, TopicDescription>> described, String topic) {
    return described
        .thenApply(topics -> topics.get(topic).authorizedOperations())
        // A cluster without an authorizer names no operations.
        .thenApply(
            allowed -> allowed == null || allowed.isEmpty() || allowed.contains(AclOperation.WRITE))
        .exceptionallyCompose(
            failure ->
                Failures.cause(failure) instanceof UnknownTopicOrPartitionException
                        || Failures.cause(failure) instanceof TopicAuthorizationException
                    ? CompletableFuture.completedFuture(false)
                    : CompletableFuture.failedFuture(failure));
  }

  /** An existing topic, from its first offset on; empty when there is none of this name. */
  public CompletableFuture<Optional<Created>> existing(String topic) {
    return untilKnown(() -> existing(topic, OffsetSpec.earliest()))
        .thenApply(Optional::of)
        .exceptionallyCompose(
            failure ->
                Failures.cause(failure) instanceof UnknownTopicOrPartitionException
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : CompletableFuture.failedFuture(failure));
  }

  /**
   * Gives a topic that was not {@linkplain Created#fresh created just now} the settings of a
   * queue's topic. To be called once the topic belongs to a queue of the catalog: on a foreign
   * topic the settings could shorten how long messages are kept.
   *
   * @return false when the topic is gone, because its maker has removed it
   */
  public CompletableFuture<Boolean> applySettings(
      String topic, Created created, QueueAttributes attributes) {
    return created.fresh()
        ? CompletableFuture.completedFuture(true)
        : isStillThere(untilKnown(() -> idOf(topic)), created.id())
            .thenCompose(
                isThere ->
                    isThere
                        ? alter(topic, settings(attributes)).thenApply(done -> true)
                        : CompletableFuture.completedFuture(false));
  }

  /** Makes Kafka keep messages for as long as they can be received or rewound. */
  public CompletableFuture<Void> changeRetention(String topic, QueueAttributes attributes) {
    return alter(topic, Map.of(TopicConfig.RETENTION_MS_CONFIG, Long.toString(keepMs(attributes))));
  }

  /**
   * How long these topics keep messages now, ms; negative means for ever. Topics of which Kafka
   * says nothing are left out.
   */
  public CompletableFuture<Map<String, Long>> retentionMs(List<String> topics) {
    Map<String, Long> found = new ConcurrentHashMap<>();
    return CompletableFuture.allOf(
            admin
                .describeConfigs(
                    topics.stream()
                        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                        .toList())
                .values()
                .entrySet()
                .stream()
                .map(
                    one ->
                        future(one.getValue())
                            .thenAccept(
                                config ->
                                    found.put(
                                        one.getKey().name(),
                                        Long.valueOf(
                                            config.get(TopicConfig.RETENTION_MS_CONFIG).value())))
                            .exceptionally(failure -> null))
                .toArray(CompletableFuture[]::new))
        .thenApply(done -> found);
  }

  /** Per partition the first offset appended at or after this time (epoch ms), -1 for none. */
  public CompletableFuture<List<Long>> since(String topic, int partitions, long timestampMs) {
    OffsetSpec then = OffsetSpec.forTimestamp(Math.max(0, timestampMs));
    return untilKnown(() -> offsets(topic, partitions, then));
  }

  /** Kafka's own id of the topic that has this name now. */
  public CompletableFuture<String> idOf(String topic) {
    return future(admin.describeTopics(List.of(topic)).allTopicNames())
        .thenApply(topics -> topics.get(topic).topicId().toString());
  }

  /** Whether the topic that has this name now is the one with this id. */
  public CompletableFuture<Boolean> isThere(String topic, String id) {
    return isStillThere(idOf(topic), id);
  }

  private static CompletableFuture<Boolean> isStillThere(CompletableFuture<String> now, String id) {
    return now.thenApply(id::equals)
        .exceptionallyCompose(
            failure ->
                Failures.cause(failure) instanceof UnknownTopicOrPartitionException
                    ? CompletableFuture.completedFuture(false)
                    : CompletableFuture.failedFuture(failure));
  }

  /** Deletes the topic with this id. Completes when it is gone, also if it did not exist. */
  public CompletableFuture<Void> delete(String topicId) {
    TopicCollection topics = TopicCollection.ofTopicIds(List.of(Uuid.fromString(topicId)));
    return future(admin.deleteTopics(topics).all())
        .exceptionallyCompose(
            failure ->
                Failures.cause(failure) instanceof UnknownTopicIdException
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(failure));
  }

  private Map<String, String> settings(QueueAttributes attributes) {
    return Map.of(
        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime",
        TopicConfig.CLEANUP_POLICY_CONFIG, "delete",
        TopicConfig.RETENTION_MS_CONFIG, Long.toString(keepMs(attributes)),
        TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(KafkaTopics.MAX_MESSAGE_BYTES),
        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(replication.minInsync()));
  }

  private CompletableFuture<Void> alter(String topic, Map<String, String> settings) {
    List<AlterConfigOp> changes = new ArrayList<>();
    settings.forEach(
        (name, value) ->
            changes.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
    return future(
        admin
            .incrementalAlterConfigs(
                Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), changes))
            .all());
  }

  private CompletableFuture<Created> existing(String topic, OffsetSpec begin) {
    return future(admin.describeTopics(List.of(topic)).allTopicNames())
        .thenApply(topics -> topics.get(topic))
        .thenCompose(
            described ->
                offsets(topic, described.partitions().size(), begin)
                    .thenApply(
                        begins -> new Created(described.topicId().toString(), begins, false)));
  }

  private CompletableFuture<List<Long>> offsets(String topic, int partitions, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int p = 0; p < partitions; p++) {
      asked.put(new TopicPartition(topic, p), which);
    }
    return future(admin.listOffsets(asked).all())
        .thenApply(
            answer -> {
              List<Long> offsets = new ArrayList<>();
              for (int p = 0; p < partitions; p++) {
                offsets.add(answer.get(new TopicPartition(topic, p)).offset());
              }
              return offsets;
            });
  }

  /** How long a queue's topic keeps messages, ms. */
  public static long keepMs(QueueAttributes attributes) {
    return 1_000L * Math.max(attributes.msgRetentionSeconds(), attributes.rewindSeconds());
  }

  /** The names are well formed, so Kafka has only one reason to call one invalid: a collision. */
  private Throwable refusedName(String topic, Throwable failure) {
    if (!(Failures.cause(failure) instanceof InvalidTopicException)) {
      return failure;
    }
    if (logged.isDue(topic)) {
      LOG.warn("Kafka topic {} cannot be created: {}", topic, Failures.cause(failure).getMessage());
    }
    return new RefusedException(Refusal.NAME_COLLIDES);
  }

  /** One of our own: those of Kafka's clients, and what is made from them, can get no time-out. */
  private static <T> CompletableFuture<T> future(KafkaFuture<T> kafka) {
    CompletableFuture<T> own = new CompletableFuture<>();
    kafka.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            own.complete(value);
          } else {
            own.completeExceptionally(failure);
          }
        });
    return own;
  }
}
