package io.cmqkafka.facade.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.facade.exit.ExitCode;
import io.cmqkafka.facade.exit.StartException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.QuorumConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka of one node (KRaft broker and controller) in this process. What it was told to keep
 * survives restarts on the same directory, also after a kill, on any port. Kafka's own rule holds
 * for faults it cannot go on with, such as a full disk: they end the process.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration CONTROLLED_SHUTDOWN = Duration.ofSeconds(5);

  private final String bootstrapServers;
  private final BrokerServer broker;
  private final ControllerServer controller;
  private final Runnable afterwards;

  private EmbeddedKafka(
      String bootstrapServers,
      BrokerServer broker,
      ControllerServer controller,
      Runnable afterwards) {
    this.bootstrapServers = bootstrapServers;
    this.broker = broker;
    this.controller = controller;
    this.afterwards = afterwards;
  }

  /** As {@link #start(DataDirectory, String, int)}, on a directory held until closed. */
  public static EmbeddedKafka start(Path dataDir, String host, int port) {
    DataDirectory directory = DataDirectory.open(dataDir);
    try {
      return start(directory, host, port, directory::close);
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  /** Starts on loopback. */
  public static EmbeddedKafka start(DataDirectory directory, int port) {
    return start(directory, LOOPBACK, port);
  }

  /**
   * Starts and answers when clients can connect.
   *
   * @param directory stays the caller's to close, after this
   * @param host an address of this machine; also the one clients are told
   * @param port 0 for any free one
   * @throws StartException when the port is taken, the directory cannot be used, or the broker that
   *     ran there before does not end
   */
  public static EmbeddedKafka start(DataDirectory directory, String host, int port) {
    return start(directory, host, port, () -> {});
  }

  /** HOST:PORT of the one broker. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Shuts down cleanly, within a few seconds. A second call does nothing. */
  @Override
  public void close() {
    stop(broker, controller);
    broker.awaitShutdown();
    controller.awaitShutdown();
    afterwards.run();
  }

  private static EmbeddedKafka start(
      DataDirectory directory, String host, int port, Runnable afterwards) {
    BrokerExit.install(directory.path());
    BoundSockets sockets = bind(host, port);
    ControllerServer controller = null;
    BrokerServer broker = null;
    try {
      Path logs = directory.kafka();
      KafkaConfig config =
          KafkaConfig.fromProps(
              BrokerProperties.of(
                  logs,
                  sockets.brokerAddress(),
                  sockets.controllerAddress(),
                  Runtime.getRuntime().maxMemory()));
      formatOnce(logs);
      var directories = KafkaRaftServer.initializeLogDirs(config, LOG, "[EmbeddedKafka] ");
      var identity = directories._1();
      SharedServer shared =
          new SharedServer(
              config,
              identity,
              Time.SYSTEM,
              Server.initializeMetrics(config, Time.SYSTEM, identity.clusterId().orElseThrow()),
              CompletableFuture.completedFuture(
                  QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
              List.of(),
              new StandardFaultHandlerFactory(),
              sockets);
      broker = new BrokerServer(shared);
      controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), directories._2());
      // The broker registers with the controller, so the controller comes first.
      controller.startup();
      endFormerLife(shared, controller);
      broker.startup();
      return new EmbeddedKafka(
          BrokerProperties.text(sockets.brokerAddress()), broker, controller, afterwards);
    } catch (Exception e) {
      stop(broker, controller);
      sockets.close();
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      if (e instanceof StartException) {
        throw (StartException) e;
      }
      throw new StartException(
          ExitCode.DATA_DIRECTORY,
          "data.dir: the embedded broker cannot start on " + directory.kafka() + " (" + e + ").",
          e);
    }
  }

  private static void endFormerLife(SharedServer shared, ControllerServer controller)
      throws Exception {
    FormerLife formerLife = new FormerLife(BrokerProperties.NODE_ID);
    shared.loader().installPublishers(List.of(formerLife)).get();
    formerLife.end(controller.controller());
    shared.loader().removeAndClosePublisher(formerLife).get();
  }

  private static void stop(BrokerServer broker, ControllerServer controller) {
    // The broker needs the controller for its goodbye, so it goes first.
    if (broker != null) {
      broker.shutdown(CONTROLLED_SHUTDOWN);
    }
    if (controller != null) {
      controller.shutdown();
    }
  }

  private static BoundSockets bind(String host, int port) {
    try {
      return BoundSockets.bind(host, port);
    } catch (IOException | UnresolvedAddressException e) {
      throw new StartException(
          ExitCode.PORT_IN_USE,
          "embedded.kafka.port: the embedded broker cannot listen on "
              + host
              + ":"
              + port
              + " ("
              + e.getMessage()
              + "); choose another port, or 0 for any free one.",
          e);
    }
  }

  private static void formatOnce(Path logs) throws Exception {
    if (Files.exists(logs.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) {
      return;
    }
    new Formatter()
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
        .setNodeId(BrokerProperties.NODE_ID)
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName(BrokerProperties.CONTROLLER_LISTENER)
        .setMetadataLogDirectory(logs.toString())
        .addDirectory(logs.toString())
        .run();
  }
}
