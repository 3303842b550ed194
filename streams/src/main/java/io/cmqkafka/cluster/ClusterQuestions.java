package io.cmqkafka.cluster;

import io.cmqkafka.ClusterState;
import io.cmqkafka.ClusterState.Broker;
import io.cmqkafka.ClusterState.Partition;
import io.cmqkafka.ClusterState.Progress;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeFeaturesOptions;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/** Asks Kafka what it knows of the cluster: some six requests, each bounded by the timeout. */
final class ClusterQuestions {
  private static final String METADATA_VERSION = "metadata.version";

  private final Admin admin;
  private final Work commands;
  private final Work publications;
  private final Optional<OnlyProcess> only;
  private final int timeoutMs;

  /**
   * What a group of stream threads works on.
   *
   * @param group the topology's application id
   */
  record Work(String group, String topic, int partitions) {
    List<TopicPartition> all() {
      return IntStream.range(0, partitions).mapToObj(p -> new TopicPartition(topic, p)).toList();
    }
  }

  ClusterQuestions(
      Admin admin, Work commands, Work publications, Optional<OnlyProcess> only, int timeoutMs) {
    this.admin = admin;
    this.commands = commands;
    this.publications = publications;
    this.only = only;
    this.timeoutMs = timeoutMs;
  }

  CompletableFuture<ClusterState.Kafka> ask() {
    DescribeClusterResult cluster =
        admin.describeCluster(new DescribeClusterOptions().timeoutMs(timeoutMs));
    CompletableFuture<String> id = future(cluster.clusterId());
    CompletableFuture<Node> controller = future(cluster.controller());
    CompletableFuture<Collection<Node>> nodes = future(cluster.nodes());
    CompletableFuture<Integer> metadataVersion =
        future(
                admin
                    .describeFeatures(new DescribeFeaturesOptions().timeoutMs(timeoutMs))
                    .featureMetadata())
            .handle((features, failure) -> failure == null ? metadataVersion(features) : 0);
    CompletableFuture<Map<String, ConsumerGroupDescription>> groups =
        future(
            admin
                .describeConsumerGroups(
                    List.of(commands.group(), publications.group()),
                    new DescribeConsumerGroupsOptions().timeoutMs(timeoutMs))
                .all());
    CompletableFuture<Map<String, Map<TopicPartition, OffsetAndMetadata>>> committed =
        future(
            admin
                .listConsumerGroupOffsets(
                    Map.of(
                        commands.group(),
                        new ListConsumerGroupOffsetsSpec().topicPartitions(commands.all()),
                        publications.group(),
                        new ListConsumerGroupOffsetsSpec().topicPartitions(publications.all())),
                    new ListConsumerGroupOffsetsOptions().timeoutMs(timeoutMs))
                .all());
    CompletableFuture<Map<TopicPartition, ListOffsetsResultInfo>> ends = ends();
    return CompletableFuture.allOf(id, controller, nodes, metadataVersion, groups, committed, ends)
        .thenApply(
            done -> {
              GroupMembers decide = GroupMembers.of(groups.join().get(commands.group()), only);
              GroupMembers copy = GroupMembers.of(groups.join().get(publications.group()), only);
              return new ClusterState.Kafka(
                  id.join(),
                  brokers(nodes.join()),
                  controller.join() == null ? -1 : controller.join().id(),
                  clientVersion(),
                  metadataVersion.join(),
                  decide.processes(),
                  progress(commands, decide, committed.join(), ends.join()),
                  progress(publications, copy, committed.join(), ends.join()));
            });
  }

  private CompletableFuture<Map<TopicPartition, ListOffsetsResultInfo>> ends() {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    commands.all().forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
    publications.all().forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
    return future(admin.listOffsets(wanted, new ListOffsetsOptions().timeoutMs(timeoutMs)).all());
  }

  private static Progress progress(
      Work work,
      GroupMembers members,
      Map<String, Map<TopicPartition, OffsetAndMetadata>> committed,
      Map<TopicPartition, ListOffsetsResultInfo> ends) {
    Map<TopicPartition, OffsetAndMetadata> kept = committed.get(work.group());
    return new Progress(
        work.topic(),
        work.all().stream()
            .map(
                partition ->
                    new Partition(
                        partition.partition(),
                        members.owner(partition),
                        ends.get(partition).offset(),
                        kept.get(partition) == null
                            ? OptionalLong.empty()
                            : OptionalLong.of(kept.get(partition).offset())))
            .toList());
  }

  private static List<Broker> brokers(Collection<Node> nodes) {
    return nodes.stream()
        .map(node -> new Broker(node.id(), node.host(), node.port()))
        .sorted(Comparator.comparingInt(Broker::id))
        .toList();
  }

  /** Kafka's clients tell it among their metrics. */
  private String clientVersion() {
    return admin.metrics().entrySet().stream()
        .filter(metric -> metric.getKey().group().equals("app-info"))
        .filter(metric -> metric.getKey().name().equals("version"))
        .map(metric -> String.valueOf(metric.getValue().metricValue()))
        .findFirst()
        .orElse("");
  }

  private static int metadataVersion(FeatureMetadata features) {
    return features.finalizedFeatures().containsKey(METADATA_VERSION)
        ? features.finalizedFeatures().get(METADATA_VERSION).maxVersionLevel()
        : 0;
  }

  private static <T> CompletableFuture<T> future(KafkaFuture<T> future) {
    return future.toCompletionStage().toCompletableFuture();
  }
}
