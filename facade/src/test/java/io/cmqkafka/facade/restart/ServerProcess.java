package io.cmqkafka.facade.restart;

import io.cmqkafka.facade.Main;
import io.cmqkafka.facade.TestedServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server as operators run it: a process of its own, started with the command line. */
final class ServerProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("cmq-kafka ready: http=(\\S+) kafka=(\\S+)");

  private final Process process;
  private final String url;
  private final Path log;

  private ServerProcess(Process process, String url, Path log) {
    this.process = process;
    this.url = url;
    this.log = log;
  }

  /** Answers when it is ready. */
  static ServerProcess start(Path dataDir) throws IOException {
    return start(dataDir, Map.of("embedded.kafka.port", "0"));
  }

  /** Answers when it is ready. */
  static ServerProcess start(Path dataDir, Map<String, String> settings) throws IOException {
    Path log = Files.createTempFile(dataDir.getParent(), "server", ".log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--http",
                "127.0.0.1:0",
                "--management",
                "127.0.0.1:0",
                "--data-dir",
                dataDir.toString()));
    settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("CMQ_"));
    builder.environment().put("CMQ_SECRET_ID", TestedServer.CREDENTIALS.secretId());
    builder.environment().put("CMQ_SECRET_KEY", TestedServer.CREDENTIALS.secretKey());
    Process process = builder.start();
    // Nothing is left behind, however the test ends.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    Matcher ready = READY.matcher(line == null ? "" : line);
    if (!ready.matches()) {
      process.destroyForcibly();
      throw new IOException("Not ready but: " + line + "\n" + Files.readString(log));
    }
    return new ServerProcess(process, "http://" + ready.group(1), log);
  }

  String url() {
    return url;
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("A killed process goes on");
    }
  }

  /** SIGTERM, as an operator stops it; the exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("A process that was told to stop goes on");
    }
    return process.exitValue();
  }

  /** What it has written to standard error. */
  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
