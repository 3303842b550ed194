package io.cmqkafka.facade;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.Queues;
import io.cmqkafka.facade.bench.client.ClientCredentials;
import io.cmqkafka.facade.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The real server in this process, on free ports, as tests drive it: over HTTP and over Kafka. */
public final class TestedServer implements AutoCloseable {
  public static final ClientCredentials CREDENTIALS =
      new ClientCredentials("AKIDwhole", "whole-secret");

  /** Three times the default: a busy machine may take long over a test's requests. */
  public static final String REQUEST_TIMEOUT_MS = "30000";

  private final CmqServer server;
  private final HttpClient http = HttpClient.newHttpClient();

  private TestedServer(CmqServer server) {
    this.server = server;
  }

  /**
   * @param settings on top of free ports, {@link #CREDENTIALS} and {@link #REQUEST_TIMEOUT_MS};
   *     without bootstrap.servers the broker is embedded
   */
  public static TestedServer start(Path dataDir, Map<String, String> settings) {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "http",
                "127.0.0.1:0",
                "management",
                "127.0.0.1:0",
                "embedded.kafka.port",
                "0",
                "data.dir",
                dataDir.toString(),
                "secret.id",
                CREDENTIALS.secretId(),
                "secret.key",
                CREDENTIALS.secretKey(),
                "request.timeout.ms",
                REQUEST_TIMEOUT_MS));
    if (settings.containsKey("bootstrap.servers")) {
      all.put("replication.factor", "1");
      all.put("commands.partitions", "4");
    }
    all.putAll(settings);
    return new TestedServer(CmqServer.start(Settings.of(all)));
  }

  public String url() {
    return "http://" + server.httpAddress();
  }

  public int port() {
    return server.httpAddress().port();
  }

  public String managementUrl() {
    return "http://" + server.managementAddress();
  }

  public String bootstrapServers() {
    return server.kafkaAddress();
  }

  public Queues queues() {
    return server.queues();
  }

  /** The sum of a metric over all its labels that contain {@code label}, 0 when there is none. */
  public double metric(String name, String label) {
    return management("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  public double metric(String name) {
    return metric(name, "");
  }

  /** Requests that wait for something to happen in Kafka, parked receives above all. */
  public int pending() {
    return (int) metric("cmq_commands_pending");
  }

  public void assertReady() {
    HttpResponse<String> ready = management("/health/ready");
    assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
  }

  /** What {@code /health/ready} says, ready or not. */
  public String health() {
    return management("/health/ready").body();
  }

  @Override
  public void close() {
    server.close();
  }

  private HttpResponse<String> management(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://" + server.managementAddress() + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
