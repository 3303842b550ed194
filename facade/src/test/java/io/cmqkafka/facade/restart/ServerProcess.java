package io.cmqkafka.facade.restart;

import io.cmqkafka.facade.Main;
import io.cmqkafka.facade.TestedServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server as operators run it: a process of its own, started with the command line. */
final class ServerProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("cmq-kafka ready: http=(\\S+) kafka=(\\S+)");

  private final Process process;
  private final String url;

  private ServerProcess(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /** Answers when it is ready. */
  static ServerProcess start(Path dataDir) throws IOException {
    Path log = Files.createTempFile(dataDir.getParent(), "server", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
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
                dataDir.toString(),
                "-D",
                "embedded.kafka.port=0")
            .redirectError(log.toFile());
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
    return new ServerProcess(process, "http://" + ready.group(1));
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

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
