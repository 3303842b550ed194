package io.cmqkafka.facade;

import io.cmqkafka.Pushing;
import io.cmqkafka.Queues;
import io.cmqkafka.facade.action.Actions;
import io.cmqkafka.facade.action.Limits;
import io.cmqkafka.facade.action.RoomForPartitions;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Authentication;
import io.cmqkafka.facade.classic.ClassicApi;
import io.cmqkafka.facade.cli.RunningServer;
import io.cmqkafka.facade.console.About;
import io.cmqkafka.facade.console.Console;
import io.cmqkafka.facade.embedded.DataDirectory;
import io.cmqkafka.facade.embedded.EmbeddedKafka;
import io.cmqkafka.facade.exit.ExitCode;
import io.cmqkafka.facade.exit.StartException;
import io.cmqkafka.facade.http.CmqHttpServer;
import io.cmqkafka.facade.http.PendingRequests;
import io.cmqkafka.facade.http.connection.OpenFiles;
import io.cmqkafka.facade.http.connection.Ports;
import io.cmqkafka.facade.http.connection.TlsFiles;
import io.cmqkafka.facade.management.ManagementServer;
import io.cmqkafka.facade.push.HttpPusher;
import io.cmqkafka.facade.settings.HostPort;
import io.cmqkafka.facade.settings.PushSettings;
import io.cmqkafka.facade.settings.Settings;
import io.cmqkafka.facade.settings.TlsPaths;
import io.cmqkafka.node.CmqNode;
import io.cmqkafka.queue.UnknownRulesException;
import io.cmqkafka.setup.TopicSettingException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole server: data directory, management, broker (unless a cluster is configured), the Kafka
 * side, HTTP. Started in this order, closed in the reverse of it.
 */
final class CmqServer implements RunningServer {
  private static final Logger LOG = LoggerFactory.getLogger(CmqServer.class);

  /**
   * Room for three of the largest requests, decoded too, of clients that have not proved yet who
   * they are.
   */
  private static final long STRANGERS_LEAST_BYTES = 16L << 20;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private HostPort http;
  private Optional<String> console = Optional.empty();
  private final HostPort management;
  private final String kafka;
  private final Queues queues;
  private final CompletableFuture<StartException> failure = new CompletableFuture<>();
  private volatile CmqNode running;
  private volatile boolean stopping;

  /**
   * @throws StartException with the sentence for the operator
   */
  static CmqServer start(Settings settings) {
    return new CmqServer(settings);
  }

  private CmqServer(Settings settings) {
    try {
      DataDirectory directory = part(DataDirectory.open(settings.process().dataDir()));
      PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      part(meters::close);
      jvmMetrics(meters);
      ManagementServer health = part(new ManagementServer(this::troubles, this::processes, meters));
      bind("management", settings.process().management(), health::start);
      management = settings.process().management().withPort(health.port());
      LOG.info("health and metrics on http://{}", management);
      // What can be found wrong at once shall not be found at the end of a long start.
      bind("http", settings.http().address(), Ports::check);
      checkPortsDiffer(settings);
      Authentication authentication =
          new Authentication(
              CredentialSources.of(settings, directory.path()),
              tolerance(settings.credentials().timestampToleranceSeconds()),
              Clock.systemUTC());
      TlsFiles tls = settings.http().tls().map(paths -> tls(paths, meters)).orElse(null);
      kafka =
          settings.kafka().hasCluster()
              ? settings.kafka().bootstrapServers().orElseThrow()
              : embedded(directory, settings.kafka().embeddedPort());
      LOG.info("beginning on Kafka at {}", kafka);
      PushSettings push = settings.push();
      HttpPusher pusher = part(new HttpPusher(push.targets(), push.limits(), meters));
      CmqNode cmq =
          part(
              CmqNode.start(
                  settings.forKafka(kafka, directory.path().resolve("streams")),
                  new Pushing(
                      pusher,
                      push.concurrency(),
                      push.limits().maxUnderWay(),
                      push.limits().maxPerEndpoint(),
                      push.limits().timeoutMs()),
                  meters,
                  settings.process().startTimeout()));
      queues = cmq.queues();
      OpenFiles files = OpenFiles.ofThisProcess();
      Map<String, Action<?>> actions =
          Actions.of(
              queues,
              cmq.topics(),
              cmq.repairs(),
              cmq.cluster(),
              version(),
              cmq.numbers(),
              new Limits(
                  settings.queues().delayMaxSeconds(),
                  settings.queues().partitions(),
                  settings.queues().bounds().rateLimit(),
                  settings.topics().rateLimit()),
              push.targets()::mayAdmit,
              room(settings, files),
              () -> settings.http().advertised().orElseGet(this::address).toString());
      CmqHttpServer server =
          part(
              new CmqHttpServer(
                  new ClassicApi(actions, queues::catchUp, authentication),
                  console(settings, directory),
                  new PendingRequests(
                      actions.keySet(),
                      settings.bounds().maxPendingRequests(),
                      cmq.budget(),
                      Math.max(settings.bounds().maxInflightBytes() / 4, STRANGERS_LEAST_BYTES),
                      settings.http().slow(),
                      meters),
                  settings.http().clients(),
                  files,
                  tls,
                  settings.process().shutdownGrace(),
                  meters));
      bind("http", settings.http().address(), server::start);
      http = settings.http().address().withPort(server.port());
      console =
          settings.http().console() ? Optional.of(consoleAddress(settings)) : Optional.empty();
      running = cmq;
      cmq.unknownRules().thenAccept(unknown -> failure.complete(refused(unknown)));
    } catch (ExecutionException e) {
      close();
      throw refused(e.getCause());
    } catch (TimeoutException e) {
      close();
      throw new StartException(
          ExitCode.CLUSTER_UNREACHABLE,
          "The Kafka cluster did not let this process begin within start.timeout.ms="
              + settings.process().startTimeout().toMillis()
              + " (bootstrap.servers="
              + settings.kafka().bootstrapServers().orElse("embedded")
              + "). It waited for "
              + e.getMessage()
              + ".",
          e);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new StartException(ExitCode.FAILED, "Interrupted while starting.", e);
    } catch (UnknownRulesException e) {
      close();
      throw refused(e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Null when it is switched off. */
  private Console console(Settings settings, DataDirectory directory) {
    if (!settings.http().console()) {
      return null;
    }
    Optional<Path> credentials = CredentialSources.ownFile(settings, directory.path());
    return new Console(new About(version(), kafka, credentials));
  }

  /** The console's address for a browser on this machine. */
  private String consoleAddress(Settings settings) {
    HostPort reached = http.isAnyAddress() ? new HostPort("localhost", http.port()) : http;
    return (settings.http().tls().isPresent() ? "https://" : "http://")
        + reached
        + Console.PATH
        + "/";
  }

  private static String version() {
    String version = CmqServer.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  private static RoomForPartitions room(Settings settings, OpenFiles files) {
    return settings.kafka().hasCluster() ? partitions -> true : new RoomOfEmbedded(files);
  }

  /** The embedded broker's files are this process's. */
  private record RoomOfEmbedded(OpenFiles files) implements RoomForPartitions {
    @Override
    public boolean take(int partitions) {
      return files.admitPartitions(partitions);
    }

    @Override
    public void giveBack(int partitions) {
      files.takeBack(partitions);
    }
  }

  @Override
  public HostPort httpAddress() {
    return address();
  }

  HostPort managementAddress() {
    return management;
  }

  /** The queues without the wire's ranges around them. */
  Queues queues() {
    return queues;
  }

  @Override
  public String kafkaAddress() {
    return kafka;
  }

  @Override
  public Optional<String> consoleAddress() {
    return console;
  }

  @Override
  public CompletableFuture<StartException> failure() {
    return failure;
  }

  @Override
  public void close() {
    stopping = true;
    LOG.info("stopping");
    // A start that is interrupted is closed in good order too.
    boolean interrupted = Thread.interrupted();
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warn("closing failed, going on: {}", e.toString());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private List<String> troubles() {
    if (stopping) {
      // A balancer shall send clients elsewhere while those that are here are still served.
      return List.of("this process is stopping");
    }
    CmqNode cmq = running;
    return cmq == null
        ? List.of("this process is starting; its log tells what it waits for")
        : cmq.troubles();
  }

  private OptionalInt processes() {
    CmqNode cmq = running;
    return cmq == null ? OptionalInt.empty() : cmq.processes();
  }

  private HostPort address() {
    return http;
  }

  private static void checkPortsDiffer(Settings settings) {
    int port = settings.kafka().embeddedPort();
    if (!settings.kafka().hasCluster() && port != 0 && port == settings.http().address().port()) {
      throw new StartException(
          ExitCode.USAGE,
          "http and embedded.kafka.port both name port %d; choose another one for one of them"
              .formatted(port));
    }
  }

  private String embedded(DataDirectory directory, int port) {
    LOG.info("starting the embedded broker");
    return part(EmbeddedKafka.start(directory, port)).bootstrapServers();
  }

  private <T extends AutoCloseable> T part(T part) {
    parts.push(part);
    return part;
  }

  private static Duration tolerance(int seconds) {
    return seconds == 0 ? Duration.ofSeconds(Long.MAX_VALUE) : Duration.ofSeconds(seconds);
  }

  private static TlsFiles tls(TlsPaths paths, MeterRegistry meters) {
    try {
      return new TlsFiles(paths.certificate(), paths.key(), meters);
    } catch (IOException | IllegalArgumentException e) {
      String why = e instanceof IOException ? e.toString() : e.getMessage();
      throw new StartException(
          ExitCode.USAGE,
          "The settings http.tls.certificate and http.tls.key name files that cannot be used: "
              + why,
          e);
    }
  }

  private void jvmMetrics(MeterRegistry meters) {
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new FileDescriptorMetrics().bindTo(meters);
    new UptimeMetrics().bindTo(meters);
    part(new JvmGcMetrics()).bindTo(meters);
  }

  private interface Binding {
    void to(String host, int port) throws IOException;
  }

  private static void bind(String setting, HostPort address, Binding binding) {
    try {
      binding.to(address.host(), address.port());
    } catch (BindException e) {
      throw new StartException(
          ExitCode.PORT_IN_USE,
          "The setting "
              + setting
              + "="
              + address
              + ": "
              + e.getMessage()
              + "; choose another port, or 0 for any free one.",
          e);
    } catch (IOException e) {
      throw new StartException(
          ExitCode.FAILED, "Cannot serve " + setting + "=" + address + ": " + e.getMessage(), e);
    }
  }

  private static StartException refused(Throwable cause) {
    if (cause instanceof UnknownRulesException) {
      return new StartException(ExitCode.RULES_UNKNOWN, cause.getMessage(), cause);
    }
    if (cause instanceof InvalidReplicationFactorException) {
      return new StartException(
          ExitCode.USAGE,
          "replication.factor does not suit the cluster: "
              + cause.getMessage()
              + "; a cluster of one broker needs replication.factor=1 and min.insync.replicas=1.",
          cause);
    }
    if (cause instanceof AuthorizationException) {
      return new StartException(
          ExitCode.CLUSTER_UNREACHABLE,
          "The cluster does not allow what the server needs (see the ACLs in docs/OPERATIONS.md): "
              + cause.getMessage(),
          cause);
    }
    if (cause instanceof TopicSettingException) {
      return new StartException(ExitCode.CLUSTER_UNREACHABLE, cause.getMessage(), cause);
    }
    return new StartException(
        ExitCode.FAILED, "Kafka refused the start: " + cause.getMessage(), cause);
  }
}
