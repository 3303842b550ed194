package io.cmqkafka.testing;

import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsResult;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.DescribeConfigsResult;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;

/** An {@link Admin} that answers listOffsets, and what there is to be asked about topics. */
public final class FakeAdmin {
  /** What was asked, a map for each request. */
  public final List<Map<TopicPartition, OffsetSpec>> asked = new CopyOnWriteArrayList<>();

  /** What was set, by topic. */
  public final Map<String, Map<String, String>> altered = new ConcurrentHashMap<>();

  /** What topics are set to, by topic. */
  public final Map<String, Map<String, String>> configs = new ConcurrentHashMap<>();

  /** Of which topics the settings were asked, a list for each request. */
  public final List<List<String>> described = new CopyOnWriteArrayList<>();

  /** Null, or why nothing can be set. */
  public volatile RuntimeException alterFailure;

  /** By id, either the settings of a broker or a RuntimeException for one that does not tell. */
  public final Map<Integer, Object> brokers = new ConcurrentHashMap<>();

  /** Null, or why nobody tells who the brokers are. */
  public volatile RuntimeException clusterFailure;

  /** Why topics cannot be created, once each. */
  public final Deque<RuntimeException> createFailures = new ArrayDeque<>();

  /** Partitions of what is there. */
  public final Map<String, Integer> topics = new ConcurrentHashMap<>();

  /** Of those, the ones that a broker which is asked has not heard of yet. */
  public final Set<String> unheardOf = ConcurrentHashMap.newKeySet();

  /** Null, or what the controller answers instead of saying whether a topic is there. */
  public volatile RuntimeException controllerFailure;

  /** How often the controller was asked whether a topic is there. */
  public volatile int questions;

  /** Null, or what a broker answers when it is asked about a topic. */
  public volatile RuntimeException describeFailure;

  private volatile Function<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> offsets =
      partition -> found(-1, -1);

  public void answer(Function<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> answers) {
    offsets = answers;
  }

  public static KafkaFuture<ListOffsetsResultInfo> found(long offset, long timestamp) {
    return KafkaFuture.completedFuture(
        new ListOffsetsResultInfo(offset, timestamp, java.util.Optional.empty()));
  }

  public Admin admin() {
    return (Admin)
        Proxy.newProxyInstance(
            Admin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("listOffsets")) {
                @SuppressWarnings("unchecked")
                Map<TopicPartition, OffsetSpec> specs =
                    (Map<TopicPartition, OffsetSpec>) arguments[0];
                return listOffsets(specs);
              }
              if (method.getName().equals("createTopics")) {
                @SuppressWarnings("unchecked")
                List<NewTopic> wanted = List.copyOf((Collection<NewTopic>) arguments[0]);
                boolean onlyAsking =
                    arguments.length > 1
                        && ((CreateTopicsOptions) arguments[1]).shouldValidateOnly();
                return onlyAsking ? couldBeCreated(wanted.get(0)) : create(wanted.get(0));
              }
              if (method.getName().equals("describeTopics")) {
                @SuppressWarnings("unchecked")
                List<String> names = List.copyOf((Collection<String>) arguments[0]);
                return describe(names.get(0));
              }
              if (method.getName().equals("describeConfigs")) {
                @SuppressWarnings("unchecked")
                Collection<ConfigResource> resources = (Collection<ConfigResource>) arguments[0];
                return describeConfigs(resources);
              }
              if (method.getName().equals("describeCluster")) {
                return describeCluster();
              }
              if (method.getName().equals("incrementalAlterConfigs")) {
                @SuppressWarnings("unchecked")
                Map<ConfigResource, Collection<AlterConfigOp>> changes =
                    (Map<ConfigResource, Collection<AlterConfigOp>>) arguments[0];
                return alter(changes);
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }

  private ListOffsetsResult listOffsets(Map<TopicPartition, OffsetSpec> specs) {
    asked.add(Map.copyOf(specs));
    Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> answers = new HashMap<>();
    for (TopicPartition one : specs.keySet()) {
      answers.put(
          one,
          unheardOf.contains(one.topic())
              ? failed(new UnknownTopicOrPartitionException(one.topic()))
              : offsets.apply(one));
    }
    return new ListOffsetsResult(answers);
  }

  private CreateTopicsResult create(NewTopic topic) {
    KafkaFutureImpl<CreateTopicsResult.TopicMetadataAndConfig> created = new KafkaFutureImpl<>();
    if (!createFailures.isEmpty()) {
      created.completeExceptionally(createFailures.remove());
    } else if (topics.putIfAbsent(topic.name(), topic.numPartitions()) == null) {
      created.complete(
          new CreateTopicsResult.TopicMetadataAndConfig(
              Uuid.ONE_UUID, topic.numPartitions(), topic.replicationFactor(), null));
      configs.put(topic.name(), new ConcurrentHashMap<>(topic.configs()));
    } else {
      created.completeExceptionally(new TopicExistsException(topic.name()));
    }
    return new CreateTopicsResult(Map.of(topic.name(), created)) {};
  }

  private CreateTopicsResult couldBeCreated(NewTopic topic) {
    questions++;
    KafkaFutureImpl<CreateTopicsResult.TopicMetadataAndConfig> answer = new KafkaFutureImpl<>();
    if (controllerFailure != null) {
      answer.completeExceptionally(controllerFailure);
    } else if (topics.containsKey(topic.name())) {
      answer.completeExceptionally(new TopicExistsException(topic.name()));
    } else {
      answer.complete(null);
    }
    return new CreateTopicsResult(Map.of(topic.name(), answer)) {};
  }

  private DescribeTopicsResult describe(String topic) {
    KafkaFutureImpl<TopicDescription> described = new KafkaFutureImpl<>();
    if (describeFailure != null) {
      described.completeExceptionally(describeFailure);
    } else if (topics.containsKey(topic) && !unheardOf.contains(topic)) {
      List<TopicPartitionInfo> partitions =
          IntStream.range(0, topics.get(topic))
              .mapToObj(p -> new TopicPartitionInfo(p, null, List.of(Node.noNode()), List.of()))
              .toList();
      described.complete(new TopicDescription(topic, false, partitions, Set.of(), Uuid.ONE_UUID));
    } else {
      described.completeExceptionally(new UnknownTopicOrPartitionException(topic));
    }
    return new DescribeTopicsResult(null, Map.of(topic, described)) {};
  }

  private DescribeConfigsResult describeConfigs(Collection<ConfigResource> resources)
      throws ReflectiveOperationException {
    Map<ConfigResource, KafkaFuture<Config>> answers = new HashMap<>();
    for (ConfigResource resource : resources) {
      if (resource.type() == ConfigResource.Type.BROKER) {
        answers.put(resource, broker(Integer.parseInt(resource.name())));
        continue;
      }
      Map<String, String> settings = configs.get(resource.name());
      answers.put(
          resource,
          settings == null || unheardOf.contains(resource.name())
              ? failed(new UnknownTopicOrPartitionException(resource.name()))
              : KafkaFuture.completedFuture(config(settings)));
    }
    described.add(resources.stream().map(ConfigResource::name).toList());
    Constructor<DescribeConfigsResult> result =
        DescribeConfigsResult.class.getDeclaredConstructor(Map.class);
    result.setAccessible(true);
    return result.newInstance(answers);
  }

  @SuppressWarnings("unchecked")
  private KafkaFuture<Config> broker(int id) {
    return brokers.get(id) instanceof RuntimeException failure
        ? failed(failure)
        : KafkaFuture.completedFuture(config((Map<String, String>) brokers.get(id)));
  }

  private static Config config(Map<String, String> settings) {
    return new Config(
        settings.entrySet().stream()
            .map(one -> new ConfigEntry(one.getKey(), one.getValue()))
            .toList());
  }

  private DescribeClusterResult describeCluster() throws ReflectiveOperationException {
    Collection<Node> nodes =
        brokers.keySet().stream().map(id -> new Node(id, "broker-" + id, 9092)).toList();
    Constructor<?> result = DescribeClusterResult.class.getDeclaredConstructors()[0];
    result.setAccessible(true);
    return (DescribeClusterResult)
        result.newInstance(
            clusterFailure == null ? KafkaFuture.completedFuture(nodes) : failed(clusterFailure),
            KafkaFuture.completedFuture(null),
            KafkaFuture.completedFuture("cluster"),
            KafkaFuture.completedFuture(Set.of()));
  }

  private static <T> KafkaFuture<T> failed(RuntimeException failure) {
    KafkaFutureImpl<T> failed = new KafkaFutureImpl<>();
    failed.completeExceptionally(failure);
    return failed;
  }

  private AlterConfigsResult alter(Map<ConfigResource, Collection<AlterConfigOp>> changes)
      throws ReflectiveOperationException {
    Map<ConfigResource, KafkaFuture<Void>> answers = new HashMap<>();
    changes.forEach(
        (resource, ops) -> {
          Map<String, String> settings = new HashMap<>();
          ops.forEach(op -> settings.put(op.configEntry().name(), op.configEntry().value()));
          if (alterFailure != null) {
            answers.put(resource, failed(alterFailure));
            return;
          }
          altered.computeIfAbsent(resource.name(), t -> new ConcurrentHashMap<>()).putAll(settings);
          configs.computeIfAbsent(resource.name(), t -> new ConcurrentHashMap<>()).putAll(settings);
          answers.put(resource, KafkaFuture.completedFuture(null));
        });
    Constructor<AlterConfigsResult> result =
        AlterConfigsResult.class.getDeclaredConstructor(Map.class);
    result.setAccessible(true);
    return result.newInstance(answers);
  }
}
