package io.cmqkafka.facade.fire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;

/** Three nodes of Kafka as processes, with three replicas of everything, two of them in sync. */
final class KafkaCluster implements AutoCloseable {
  static final int NODES = 3;

  private final List<Broker> brokers;
  private final List<List<Line>> lines;
  private final Admin admin;

  private KafkaCluster(List<Broker> brokers, List<List<Line>> lines, Admin admin) {
    this.brokers = brokers;
    this.lines = lines;
    this.admin = admin;
  }

  /** Started, not yet ready. */
  static KafkaCluster start(Path directory, Ports ports, int facades) throws Exception {
    List<Broker.Addresses> nodes = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      nodes.add(Broker.Addresses.free(ports, facades));
    }
    List<List<Line>> lines = new ArrayList<>();
    for (int facade = 0; facade < facades; facade++) {
      List<Line> ofFacade = new ArrayList<>();
      for (Broker.Addresses node : nodes) {
        ofFacade.add(Line.to(node.forFacades().get(facade)));
      }
      lines.add(ofFacade);
    }
    String clusterId = Uuid.randomUuid().toString();
    List<Broker> brokers = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      int node = i;
      Path home = Files.createDirectories(directory.resolve("broker-" + (i + 1)));
      List<Integer> advertised = lines.stream().map(own -> own.get(node).port()).toList();
      brokers.add(Broker.format(i + 1, home, clusterId, nodes, advertised));
    }
    Properties client = new Properties();
    client.put(
        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
        nodes.stream()
            .map(node -> Ports.address(node.internal()))
            .collect(Collectors.joining(",")));
    client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
    client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
    KafkaCluster cluster =
        new KafkaCluster(List.copyOf(brokers), List.copyOf(lines), Admin.create(client));
    for (Broker broker : brokers) {
      broker.start();
    }
    return cluster;
  }

  List<Broker> brokers() {
    return brokers;
  }

  /** A facade's lines to the brokers, in their order. */
  List<Line> linesOf(int facade) {
    return lines.get(facade);
  }

  /** Whether all brokers are there and every partition's replicas are in sync. */
  boolean isWhole() throws InterruptedException {
    try {
      return admin.describeCluster().nodes().get().size() == NODES
          && topics().stream()
              .flatMap(topic -> topic.partitions().stream())
              .allMatch(partition -> partition.isr().size() == partition.replicas().size());
    } catch (ExecutionException e) {
      return false;
    }
  }

  /**
   * Starts each broker that has ended. One ends by itself when the controllers do not register it
   * in time, as on a machine that is too busy.
   *
   * @return those that were started
   */
  List<Broker> startEnded() throws IOException {
    List<Broker> ended = brokers.stream().filter(broker -> !broker.isAlive()).toList();
    for (Broker broker : ended) {
      broker.start();
    }
    return ended;
  }

  /**
   * Gives about half of all partitions another leader among those in sync.
   *
   * @return how many were asked to change; 0 when the cluster does not answer
   */
  int moveLeaders(Random random) throws InterruptedException {
    try {
      Map<TopicPartition, Optional<NewPartitionReassignment>> orders = new HashMap<>();
      for (TopicDescription topic : topics()) {
        for (TopicPartitionInfo partition : topic.partitions()) {
          List<Integer> replicas =
              new ArrayList<>(partition.replicas().stream().map(Node::id).toList());
          if (random.nextBoolean() && replicas.size() > 1) {
            java.util.Collections.rotate(replicas, 1 + random.nextInt(replicas.size() - 1));
            orders.put(
                new TopicPartition(topic.name(), partition.partition()),
                Optional.of(new NewPartitionReassignment(replicas)));
          }
        }
      }
      if (orders.isEmpty()) {
        return 0;
      }
      admin.alterPartitionReassignments(orders).all().get();
      Set<TopicPartition> changed = orders.keySet();
      admin.electLeaders(ElectionType.PREFERRED, changed).partitions().get();
      return changed.size();
    } catch (ExecutionException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    admin.close(java.time.Duration.ZERO);
    lines.forEach(ofFacade -> ofFacade.forEach(Line::close));
    for (Broker broker : brokers) {
      try {
        broker.kill();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Collection<TopicDescription> topics() throws ExecutionException, InterruptedException {
    Set<String> names =
        admin
            .listTopics(new org.apache.kafka.clients.admin.ListTopicsOptions().listInternal(true))
            .names()
            .get();
    return admin.describeTopics(names).allTopicNames().get().values();
  }
}
