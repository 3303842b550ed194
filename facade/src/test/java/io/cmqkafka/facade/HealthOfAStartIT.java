package io.cmqkafka.facade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.facade.exit.ExitCode;
import io.cmqkafka.facade.exit.StartException;
import io.cmqkafka.facade.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start can take long; whoever watches the process shall see that it lives, and is not ready. */
class HealthOfAStartIT {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @TempDir Path directory;

  @Test
  void aProcessThatStartsIsAliveAndNotReady_andSaysInTheEndWhatItWaitedFor() throws Exception {
    try (ServerSocket silentKafka = new ServerSocket(0, 50, LOOPBACK)) {
      int management = freePort();
      CompletableFuture<StartException> start =
          CompletableFuture.supplyAsync(
              () -> failure(settings(silentKafka.getLocalPort(), management)));
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptionsInstanceOf(IOException.class)
          .untilAsserted(
              () -> assertThat(get(management, "/health/live").statusCode()).isEqualTo(200));
      HttpResponse<String> ready = get(management, "/health/ready");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("this process is starting");
      StartException failure = start.get(60, TimeUnit.SECONDS);
      assertThat(failure.exitCode()).isEqualTo(ExitCode.CLUSTER_UNREACHABLE);
      assertThat(failure)
          .hasMessageContaining("start.timeout.ms=8000")
          .hasMessageContaining("It waited for the server's Kafka topics");
    }
  }

  @Test
  void onePortForTwoIsFoundBeforeTheBrokerStarts() throws IOException {
    String port = Integer.toString(freePort());
    StartException failure =
        failure(
            Settings.of(
                Map.of(
                    "embedded.kafka.port",
                    port,
                    "http",
                    "127.0.0.1:" + port,
                    "management",
                    "127.0.0.1:0",
                    "data.dir",
                    directory.toString())));
    assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(failure).hasMessageContaining("http and embedded.kafka.port both name port " + port);
    assertThat(directory.resolve("kafka")).doesNotExist();
  }

  private Settings settings(int kafka, int management) {
    return Settings.of(
        Map.of(
            "bootstrap.servers", "127.0.0.1:" + kafka,
            "management", "127.0.0.1:" + management,
            "http", "127.0.0.1:0",
            "data.dir", directory.toString(),
            "secret.id", "AKIDx",
            "secret.key", "secret",
            "request.timeout.ms", "1000",
            "start.timeout.ms", "8000"));
  }

  private static StartException failure(Settings settings) {
    try (CmqServer server = CmqServer.start(settings)) {
      throw new AssertionError("it started, at " + server.httpAddress());
    } catch (StartException e) {
      return e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    }
  }

  private static HttpResponse<String> get(int port, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
