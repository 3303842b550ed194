package io.cmqkafka.facade.whole;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka node in this process with Kafka's own authorizer. Everybody may do anything to what has
 * no ACL, and to what has one only what it allows; all clients are {@link #EVERYBODY}.
 */
final class GuardedKafka implements AutoCloseable {
  static final String EVERYBODY = "User:ANONYMOUS";

  private final KafkaRaftServer node;
  private final String bootstrapServers;

  private GuardedKafka(KafkaRaftServer node, String bootstrapServers) {
    this.node = node;
    this.bootstrapServers = bootstrapServers;
  }

  static GuardedKafka start(Path directory) throws Exception {
    Path logs = Files.createDirectories(directory.resolve("logs"));
    new Formatter()
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
        .setNodeId(1)
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName("CONTROLLER")
        .setMetadataLogDirectory(logs.toString())
        .addDirectory(logs.toString())
        .run();
    String broker = freeAddress();
    String controller = freeAddress();
    Properties p = new Properties();
    p.putAll(
        Map.of(
            "process.roles",
            "broker,controller",
            "node.id",
            "1",
            "listeners",
            "PLAINTEXT://" + broker + ",CONTROLLER://" + controller,
            "advertised.listeners",
            "PLAINTEXT://" + broker,
            "listener.security.protocol.map",
            "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "controller.listener.names",
            "CONTROLLER",
            "controller.quorum.voters",
            "1@" + controller,
            "log.dirs",
            logs.toString(),
            "authorizer.class.name",
            StandardAuthorizer.class.getName(),
            "allow.everyone.if.no.acl.found",
            "true"));
    p.putAll(
        Map.of(
            "offsets.topic.num.partitions", "2",
            "offsets.topic.replication.factor", "1",
            "transaction.state.log.num.partitions", "2",
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "min.insync.replicas", "1",
            "auto.create.topics.enable", "false",
            "group.initial.rebalance.delay.ms", "0",
            "log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20)));
    p.put("group.min.session.timeout.ms", "1000");
    KafkaRaftServer node = new KafkaRaftServer(new KafkaConfig(p), Time.SYSTEM);
    node.startup();
    return new GuardedKafka(node, broker);
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public void close() {
    node.shutdown();
    node.awaitShutdown();
  }

  private static String freeAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + socket.getLocalPort();
    }
  }
}
