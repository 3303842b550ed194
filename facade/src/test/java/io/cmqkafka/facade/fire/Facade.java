package io.cmqkafka.facade.fire;

import io.cmqkafka.facade.JavaProcess;
import io.cmqkafka.facade.Main;
import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.history.RecordingClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A server as operators run it, as a process that comes back to the same addresses. Thread-safe.
 */
final class Facade implements RecordingClient.Target {
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  private static final Duration START_PATIENCE = Duration.ofSeconds(130);

  /** Longer than the 20 s after which the process ends itself, be it in disorder. */
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(60);

  private final int index;
  private final Path directory;
  private final int http;
  private final int management;
  private final List<String> settings;
  private final HttpClient health =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
  private final Lock harm = new ReentrantLock();
  private JavaProcess process;
  private int life;

  /**
   * @param settings as on the command line
   */
  Facade(int index, Path directory, Ports ports, List<String> settings) throws IOException {
    this.index = index;
    this.directory = directory;
    this.http = ports.next();
    this.management = ports.next();
    this.settings = settings;
  }

  int index() {
    return index;
  }

  @Override
  public String url() {
    return "http://" + Ports.address(http);
  }

  @Override
  public synchronized int life() {
    return life;
  }

  /** Held by whoever ends or pauses it. */
  Lock harm() {
    return harm;
  }

  /** Does not wait until it is ready. */
  synchronized void start() throws IOException {
    life++;
    List<String> command =
        new ArrayList<>(
            List.of(
                Main.class.getName(),
                "serve",
                "--http",
                Ports.address(http),
                "--management",
                Ports.address(management),
                "--data-dir",
                directory.resolve("facade-" + index).toString(),
                "-Drequest.timeout.ms=" + REQUEST_TIMEOUT.toMillis()));
    command.addAll(settings);
    process =
        JavaProcess.start(
            directory.resolve("facade-" + index + ".log"),
            Map.of(
                "CMQ_SECRET_ID",
                TestedServer.CREDENTIALS.secretId(),
                "CMQ_SECRET_KEY",
                TestedServer.CREDENTIALS.secretKey()),
            command);
  }

  /**
   * Waits until it has said that it is ready, as a service manager would: a start that fails,
   * because Kafka cannot be reached, is tried again.
   *
   * @return how often it was started again
   */
  int awaitStarted(Duration patience) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (int again = 0; ; again++) {
      try {
        process().firstLine().get(START_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        return again;
      } catch (ExecutionException | TimeoutException e) {
        if (System.nanoTime() - deadline > 0) {
          throw new IOException("facade " + index + " does not start", e);
        }
        process().kill();
        start();
      }
    }
  }

  boolean isAlive() {
    return process().isAlive();
  }

  boolean isReady() throws InterruptedException {
    try {
      return health
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://" + Ports.address(management) + "/health/ready"))
                      .timeout(Duration.ofSeconds(2))
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process().kill();
  }

  /** SIGTERM; the exit code, -1 when it had to be killed. */
  int stop() throws InterruptedException {
    return process().terminate(STOP_PATIENCE);
  }

  void pause(Duration time) throws IOException, InterruptedException {
    process().pause(time);
  }

  private synchronized JavaProcess process() {
    return process;
  }
}
