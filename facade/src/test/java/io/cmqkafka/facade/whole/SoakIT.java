package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.BenchCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A short soak against the real server: it tells all that is looked at, and nothing goes wrong. */
@Tag("nightly")
@Timeout(180)
class SoakIT {
  /** A process that has just started is still loading and compiling; half a minute cannot tell. */
  private static final List<String> OF_THE_JVM =
      List.of("heap less cache (MB)", "non-heap (MB)", "direct buffers (MB)");

  @TempDir Path directory;

  @Test
  void aShortSoakIsWell() throws Exception {
    Path credentials =
        Files.writeString(
            directory.resolve("credentials"),
            TestedServer.CREDENTIALS.secretId() + "=" + TestedServer.CREDENTIALS.secretKey());
    try (TestedServer server =
        TestedServer.start(directory.resolve("data"), Map.of("commands.retention.ms", "0"))) {
      StringWriter out = new StringWriter();
      int exitCode =
          BenchCommand.create()
              .setOut(new PrintWriter(out))
              .setErr(new PrintWriter(new StringWriter()))
              .execute(
                  "soak",
                  "--endpoint=" + server.url(),
                  "--management=" + server.managementUrl(),
                  "--credentials-file=" + credentials,
                  "--push-listen=127.0.0.1:0",
                  "--warm-up=10s",
                  "--duration=25s",
                  "--sample-every=250ms",
                  "--visibility-timeout=7",
                  "--quiet-time=30s",
                  "--json");

      assertThat(exitCode).as(out.toString()).isLessThan(2);
      JsonNode result = new ObjectMapper().readTree(out.toString());
      assertThat(result.get("errors")).as(out.toString()).isEmpty();
      assertThat(result.get("lost").asLong()).isZero();
      assertThat(result.get("duplicated").asLong()).isZero();
      assertThat(result.at("/soak/pushes").asLong()).isPositive();
      for (JsonNode row : result.at("/soak/processes/0/resources")) {
        if (OF_THE_JVM.contains(row.get("resource").asText())) {
          assertThat(row.get("verdict").asText()).as(row.toString()).isNotEqualTo("TOO SHORT");
        } else {
          assertThat(row.get("verdict").asText()).as(row.toString()).isEqualTo("steady");
        }
      }
      assertThat(row(result, "queue state (records)").get("max").asDouble()).isPositive();
      assertThat(row(result, "commands log (records)").get("max").asDouble()).isPositive();
    }
  }

  private static JsonNode row(JsonNode result, String resource) {
    JsonNode rows = result.at("/soak/processes/0/resources");
    return Stream.iterate(0, i -> i < rows.size(), i -> i + 1)
        .map(rows::get)
        .filter(row -> row.get("resource").asText().equals(resource))
        .findFirst()
        .orElseThrow();
  }
}
