package io.cmqkafka.facade.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManagementServerIT {
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private volatile List<String> reasons = List.of();
  private volatile OptionalInt processes = OptionalInt.empty();
  private ManagementServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ManagementServer(() -> reasons, () -> processes, meters);
    server.start("127.0.0.1", 0);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void readinessHasItsReasonsAndLivenessHasNone() throws Exception {
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    reasons = List.of("Kafka \"x\" is unreachable", "topology restoring");
    HttpResponse<String> ready = get("/health/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body())
        .isEqualTo(
            "{\"status\":\"down\",\"reasons\":[\"Kafka \\\"x\\\" is unreachable\",\"topology"
                + " restoring\"]}");
    assertThat(get("/health").statusCode()).isEqualTo(503);
    assertThat(get("/health").body()).isEqualTo(ready.body());
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void readinessSaysHowManyProcessesThereAre() throws Exception {
    processes = OptionalInt.of(3);
    assertThat(get("/health/ready").body())
        .isEqualTo("{\"status\":\"up\",\"reasons\":[],\"processes\":3}");
    assertThat(get("/health/live").body()).isEqualTo("{\"status\":\"up\",\"reasons\":[]}");
  }

  @Test
  void metricsArePrometheusText() throws Exception {
    meters.timer("cmq.requests", "action", "SendMessage").record(Duration.ofMillis(3));
    assertThat(get("/metrics").body())
        .contains("cmq_requests_seconds_count{action=\"SendMessage\"} 1");
  }

  @Test
  void theRootAndAnUnknownPathSayWhatIsThere() throws Exception {
    for (String path : List.of("/", "/nowhere", "/health/nowhere")) {
      assertThat(get(path).body())
          .as(path)
          .contains("/health/live", "/health/ready", "/metrics")
          .doesNotContain("<html");
    }
    assertThat(get("/").statusCode()).isEqualTo(200);
    assertThat(get("/nowhere").statusCode()).isEqualTo(404);
  }

  @Test
  void anotherMethodIsRefusedAsSuch() throws Exception {
    HttpResponse<String> answer = post("/health");
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.body()).contains("GET", "/health/live").doesNotContain("<html");
  }

  @Test
  void aPortInUseIsSaid() {
    ManagementServer second = new ManagementServer(() -> reasons, () -> processes, meters);
    assertThatThrownBy(() -> second.start("127.0.0.1", server.port()))
        .isInstanceOf(BindException.class)
        .hasMessageContaining("127.0.0.1:" + server.port());
  }

  private HttpResponse<String> post(String path) throws Exception {
    return send(request(path).POST(HttpRequest.BodyPublishers.noBody()));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
