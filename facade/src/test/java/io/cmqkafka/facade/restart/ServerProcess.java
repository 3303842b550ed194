package io.cmqkafka.facade.restart;

import io.cmqkafka.facade.JavaProcess;
import io.cmqkafka.facade.Main;
import io.cmqkafka.facade.TestedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server as operators run it: a process of its own, at free ports. */
final class ServerProcess implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("cmq-kafka ready: http=(\\S+) kafka=\\S+ console=\\S+");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final JavaProcess process;
  private final String url;
  private final Path log;

  private ServerProcess(JavaProcess process, String url, Path log) {
    this.process = process;
    this.url = url;
    this.log = log;
  }

  /**
   * Answers when it is ready.
   *
   * @param settings beyond those for free ports; by default with an embedded broker
   */
  static ServerProcess start(Path dataDir, Map<String, String> settings)
      throws IOException, InterruptedException {
    Path log = dataDir.resolveSibling(dataDir.getFileName() + ".log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Main.class.getName(),
                "serve",
                "--http",
                "127.0.0.1:0",
                "--management",
                "127.0.0.1:0",
                "--data-dir",
                dataDir.toString(),
                "-Dembedded.kafka.port=0",
                "-Drequest.timeout.ms=" + TestedServer.REQUEST_TIMEOUT_MS));
    settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
    JavaProcess process =
        JavaProcess.start(
            log,
            Map.of(
                "CMQ_SECRET_ID",
                TestedServer.CREDENTIALS.secretId(),
                "CMQ_SECRET_KEY",
                TestedServer.CREDENTIALS.secretKey()),
            command);
    try {
      Matcher ready = READY.matcher(process.firstLine().get(2, TimeUnit.MINUTES));
      if (ready.matches()) {
        return new ServerProcess(process, "http://" + ready.group(1), log);
      }
      throw new IOException("Not ready, see " + log);
    } catch (ExecutionException | TimeoutException | IOException e) {
      process.kill();
      throw new IOException("The server did not start: " + Files.readString(log), e);
    }
  }

  String url() {
    return url;
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.kill();
  }

  /** SIGTERM, as an operator stops it; the exit code, or -1 when it did not end. */
  int terminate() throws InterruptedException {
    return process.terminate(PATIENCE);
  }

  /** What it has written to standard error. */
  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() throws InterruptedException {
    process.kill();
  }
}
