package io.cmqkafka.facade.cli;

import io.cmqkafka.facade.exit.ExitCode;
import io.cmqkafka.facade.exit.StartException;
import io.cmqkafka.facade.settings.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    customSynopsis = "cmq-kafka [serve] [OPTIONS]",
    description = "Serves CMQ's API until SIGTERM or SIGINT. This is the default command.")
final class ServeCommand implements Callable<Integer> {

  /** What closing may take beyond the grace for requests: streams, clients, broker. */
  private static final Duration CLOSING = Duration.ofSeconds(15);

  private final ServerStarter starter;
  private final StopSignal.Source signals;
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      description = "Where CMQ's API listens (setting http).")
  private String http;

  @Option(
      names = "--management",
      paramLabel = "HOST:PORT",
      description = "Where health and metrics listen (setting management).")
  private String management;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "The directory of this process (setting data.dir).")
  private String dataDir;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "LIST",
      description = "The Kafka cluster to use; without it a broker is embedded.")
  private String bootstrapServers;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A Java properties file of settings (or CMQ_CONFIG).")
  private Path config;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description =
          "Any setting, by its key; may be repeated. Secrets are not accepted on the command line,"
              + " where others can read them: use the environment or a file.")
  private Map<String, String> others = new LinkedHashMap<>();

  ServeCommand(ServerStarter starter, StopSignal.Source signals, Map<String, String> environment) {
    this.starter = starter;
    this.signals = signals;
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = Settings.read(options(), environment, configFile());
    try (StopSignal stop = signals.listen(CLOSING.plus(settings.process().shutdownGrace()))) {
      RunningServer server;
      try {
        server = starter.start(settings);
      } catch (RuntimeException | Error e) {
        if (!stop.isRequested()) {
          throw e;
        }
        // Its failure does not matter: a signal had asked for the end.
        PrintWriter err = spec.commandLine().getErr();
        err.println("cmq-kafka: stopped before it was ready.");
        err.flush();
        return ExitCode.OK;
      }
      serve(server, stop);
    }
    return ExitCode.OK;
  }

  private void serve(RunningServer running, StopSignal stop) throws InterruptedException {
    try (RunningServer server = running) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(
          "cmq-kafka ready: http="
              + server.httpAddress()
              + " kafka="
              + server.kafkaAddress()
              + server.consoleAddress().map(address -> " console=" + address).orElse(""));
      out.flush();
      stop.await(server.failure());
      StartException failure = server.failure().getNow(null);
      if (failure != null) {
        throw failure;
      }
    }
  }

  private Map<String, String> options() {
    Map<String, String> options = new HashMap<>(others);
    put(options, "http", http);
    put(options, "management", management);
    put(options, "data.dir", dataDir);
    put(options, "bootstrap.servers", bootstrapServers);
    return options;
  }

  private Optional<Path> configFile() {
    return Optional.ofNullable(config)
        .or(
            () ->
                Optional.ofNullable(environment.get(Settings.CONFIG_VARIABLE))
                    .filter(name -> !name.isBlank())
                    .map(Path::of));
  }

  private static void put(Map<String, String> options, String key, String value) {
    if (value != null) {
      options.put(key, value);
    }
  }
}
