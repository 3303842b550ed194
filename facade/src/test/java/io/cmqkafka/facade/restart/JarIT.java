package io.cmqkafka.facade.restart;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.facade.bench.client.CmqConnection;
import io.cmqkafka.facade.bench.client.Endpoint;
import io.cmqkafka.facade.bench.client.SignatureMethod;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The one file that users get: it lacks what the server never reaches, and nothing else. */
@Timeout(300)
class JarIT {
  private static final Path JAR = Path.of("target/cmq-kafka.jar");
  private static final long MB = 1_000_000;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Pattern MANAGEMENT = Pattern.compile("health and metrics on (http://\\S+)");

  @TempDir Path directory;

  @Test
  void holdsNoLargeLibraryThatIsNeverReached() throws IOException {
    assertThat(JAR).isRegularFile();
    assertThat(Files.size(JAR)).isLessThan(60 * MB);
    try (ZipFile jar = new ZipFile(JAR.toFile())) {
      assertThat(jar.stream().map(ZipEntry::getName))
          .contains("org/rocksdb/RocksDB.class")
          .noneMatch(name -> name.startsWith("librocksdbjni"))
          .noneMatch(name -> name.startsWith("scala/reflect/internal/"))
          .noneMatch(name -> name.startsWith("org/apache/logging/log4j/core/"))
          .noneMatch(name -> name.startsWith("io/prometheus/metrics/shaded/"));
    }
  }

  @Test
  void keepsMessagesThroughARestart_tellsMetrics_andMissesNoClass() throws Exception {
    Path data = directory.resolve("data");
    try (ServerProcess server = ServerProcess.start(data, Map.of());
        CmqConnection client = client(server)) {
      assertThat(client.call("CreateQueue", Map.of("queueName", "kept")).ok()).isTrue();
      assertThat(client.call("SendMessage", Map.of("queueName", "kept", "msgBody", "hello")).ok())
          .isTrue();
      assertThat(server.terminate()).as(server.log()).isZero();
    }
    try (ServerProcess server = ServerProcess.start(data, Map.of());
        CmqConnection client = client(server)) {
      CmqAnswer received =
          client.call("ReceiveMessage", Map.of("queueName", "kept", "pollingWaitSeconds", "10"));
      assertThat(received.ok()).isTrue();
      assertThat(metrics(server)).contains("cmq_commands_pending", "jvm_memory_used_bytes");
      assertThat(server.terminate()).as(server.log()).isZero();
      assertThat(server.log())
          .doesNotContain(
              List.of("NoClassDefFound", "ClassNotFound", "UnsatisfiedLink", "StatusLogger"));
    }
  }

  private static CmqConnection client(ServerProcess server) throws IOException {
    return CmqConnection.to(
        Endpoint.of(server.url()), TestedServer.CREDENTIALS, SignatureMethod.HmacSHA1, PATIENCE);
  }

  private static String metrics(ServerProcess server) throws Exception {
    // The log has a line of each start.
    String address =
        MANAGEMENT
            .matcher(server.log())
            .results()
            .map(line -> line.group(1))
            .reduce((earlier, later) -> later)
            .orElseThrow();
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(address + "/metrics")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
