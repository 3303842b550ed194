package io.cmqkafka.facade.restart;

import io.cmqkafka.facade.JavaProcess;
import io.cmqkafka.facade.Main;
import io.cmqkafka.facade.TestedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server with its embedded broker as a process of its own, at free ports. */
final class ServerProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("cmq-kafka ready: http=(\\S+) kafka=\\S+");

  private final JavaProcess process;
  private final String url;

  private ServerProcess(JavaProcess process, String url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Answers when it is ready.
   *
   * @param settings as {@code name=value}
   */
  static ServerProcess start(Path dataDir, String... settings)
      throws IOException, InterruptedException {
    Path log = dataDir.resolveSibling("server.log");
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
                "-Dembedded.kafka.port=0"));
    for (String setting : settings) {
      command.add("-D" + setting);
    }
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
        return new ServerProcess(process, "http://" + ready.group(1));
      }
      throw new IOException("Not ready, see " + log);
    } catch (ExecutionException | TimeoutException | IOException e) {
      process.kill();
      throw new IOException("The server did not start, see " + log, e);
    }
  }

  String url() {
    return url;
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.kill();
  }

  @Override
  public void close() throws InterruptedException {
    process.kill();
  }
}
