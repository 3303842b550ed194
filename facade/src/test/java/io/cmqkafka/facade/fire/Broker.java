package io.cmqkafka.facade.fire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.facade.JavaProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka node, broker and controller in one, as a process that comes back to the same files and
 * ports. It listens once for the cluster itself and once for each facade, to which it gives the
 * address of that facade's {@link Line} to it.
 */
final class Broker {
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(40);

  private final int id;
  private final Path directory;
  private final Properties properties;
  private JavaProcess process;

  /** Where a node listens. */
  record Addresses(int controller, int internal, List<Integer> forFacades) {
    static Addresses free(Ports ports, int facades) throws IOException {
      Integer[] forFacades = new Integer[facades];
      for (int i = 0; i < facades; i++) {
        forFacades[i] = ports.next();
      }
      return new Addresses(ports.next(), ports.next(), List.of(forFacades));
    }
  }

  private Broker(int id, Path directory, Properties properties) {
    this.id = id;
    this.directory = directory;
    this.properties = properties;
  }

  /**
   * Makes its files.
   *
   * @param id 1 to the number of nodes
   * @param advertised the ports that facades are told
   */
  static Broker format(
      int id, Path directory, String clusterId, List<Addresses> nodes, List<Integer> advertised)
      throws Exception {
    Path logs = directory.resolve("logs");
    Files.createDirectories(logs);
    new Formatter()
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
        .setNodeId(id)
        .setClusterId(clusterId)
        .setControllerListenerName("CONTROLLER")
        .setMetadataLogDirectory(logs.toString())
        .addDirectory(logs.toString())
        .run();
    Broker broker = new Broker(id, directory, properties(id, logs, nodes, advertised));
    try (OutputStream out = Files.newOutputStream(broker.propertiesFile())) {
      broker.properties.store(out, null);
    }
    return broker;
  }

  int id() {
    return id;
  }

  /** Does not wait until it is ready. */
  synchronized void start() throws IOException {
    process =
        JavaProcess.start(
            directory.resolveSibling("broker-" + id + ".log"),
            Map.of(),
            List.of("kafka.Kafka", propertiesFile().toString()));
  }

  boolean isAlive() {
    return process().isAlive();
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process().kill();
  }

  /** SIGTERM. */
  void stop() throws InterruptedException {
    process().terminate(STOP_PATIENCE);
  }

  void pause(Duration time) throws IOException, InterruptedException {
    process().pause(time);
  }

  private synchronized JavaProcess process() {
    return process;
  }

  private Path propertiesFile() {
    return directory.resolve("server.properties");
  }

  private static Properties properties(
      int id, Path logs, List<Addresses> nodes, List<Integer> advertised) {
    Addresses own = nodes.get(id - 1);
    StringBuilder listeners = new StringBuilder();
    listeners.append("CONTROLLER://").append(Ports.address(own.controller()));
    listeners.append(",INTERNAL://").append(Ports.address(own.internal()));
    StringBuilder told = new StringBuilder("INTERNAL://" + Ports.address(own.internal()));
    StringBuilder protocols = new StringBuilder("CONTROLLER:PLAINTEXT,INTERNAL:PLAINTEXT");
    for (int i = 0; i < advertised.size(); i++) {
      String name = ",FACADE" + i;
      listeners.append(name).append("://").append(Ports.address(own.forFacades().get(i)));
      told.append(name).append("://").append(Ports.address(advertised.get(i)));
      protocols.append(name).append(":PLAINTEXT");
    }
    StringBuilder voters = new StringBuilder();
    for (int i = 0; i < nodes.size(); i++) {
      voters.append(i == 0 ? "" : ",").append(i + 1).append('@');
      voters.append(Ports.address(nodes.get(i).controller()));
    }
    Properties p = new Properties();
    set(p, "process.roles", "broker,controller");
    set(p, "node.id", id);
    set(p, "listeners", listeners);
    set(p, "advertised.listeners", told);
    set(p, "listener.security.protocol.map", protocols);
    set(p, "controller.listener.names", "CONTROLLER");
    set(p, "inter.broker.listener.name", "INTERNAL");
    set(p, "controller.quorum.voters", voters);
    set(p, "log.dirs", logs);

    set(p, "num.network.threads", 1);
    set(p, "num.io.threads", 4);
    set(p, "num.replica.fetchers", 1);
    set(p, "background.threads", 2);
    set(p, "log.cleaner.threads", 1);
    set(p, "log.cleaner.dedupe.buffer.size", 8 << 20);
    set(p, "group.coordinator.threads", 1);
    set(p, "share.coordinator.threads", 1);

    // As docs/OPERATIONS.md asks of brokers.
    for (String topic : List.of("offsets.topic", "transaction.state.log")) {
      set(p, topic + ".num.partitions", 4);
      set(p, topic + ".replication.factor", 3);
    }
    set(p, "transaction.state.log.min.isr", 2);
    set(p, "default.replication.factor", 3);
    set(p, "min.insync.replicas", 2);
    set(p, "unclean.leader.election.enable", false);
    set(p, "auto.create.topics.enable", false);
    set(p, "group.initial.rebalance.delay.ms", 0);
    set(p, "transaction.abort.timed.out.transaction.cleanup.interval.ms", 1_000);

    // What a broker leaves behind is noticed soon, as there is much to kill in a short time.
    set(p, "broker.session.timeout.ms", 4_000);
    set(p, "broker.heartbeat.interval.ms", 500);
    set(p, "replica.lag.time.max.ms", 5_000);
    set(p, "controlled.shutdown.enable", true);
    return p;
  }

  private static void set(Properties properties, String key, Object value) {
    properties.setProperty(key, value.toString());
  }
}
