package io.cmqkafka.facade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cmqkafka.facade.embedded.EmbeddedKafka;
import io.cmqkafka.facade.exit.ExitCode;
import io.cmqkafka.facade.exit.StartException;
import io.cmqkafka.facade.settings.Settings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReachableClusterIT {
  private final FakeServer server = new FakeServer();
  private Duration patience = Duration.ofSeconds(30);

  @TempDir Path dir;

  @Test
  void startsOnAClusterThatAnswers() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir, "127.0.0.1", 0)) {
      start(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }
    assertThat(server.started).hasSize(1);
  }

  @Test
  void asksNobodyWithoutACluster() {
    start(Map.of());
    assertThat(server.started).hasSize(1);
  }

  @Test
  void namesTheSettingWhenNobodyAnswers() throws Exception {
    patience = Duration.ofSeconds(1);
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String servers = "127.0.0.1:" + silent.getLocalPort();
      refused(Map.of("bootstrap.servers", servers), ExitCode.CLUSTER_UNREACHABLE)
          .hasMessageContaining(servers)
          .hasMessageContaining("bootstrap.servers")
          .hasMessageContaining("1 s");
    }
  }

  @Test
  void namesTheSettingWhenTheHostIsUnknown() {
    refused(Map.of("bootstrap.servers", "no-such-host.invalid:9092"), ExitCode.CLUSTER_UNREACHABLE)
        .hasMessageContaining("no-such-host.invalid:9092")
        .hasMessageContaining("bootstrap.servers");
  }

  @Test
  void namesTheKafkaPropertyThatIsWrong() {
    refused(
            Map.of("bootstrap.servers", "127.0.0.1:9092", "kafka.security.protocol", "TELEPATHY"),
            ExitCode.USAGE)
        .hasMessageContaining("kafka.*")
        .hasMessageContaining("TELEPATHY");
  }

  @Test
  void namesTheKafkaPropertyThatIsMissing() {
    refused(
            Map.of("bootstrap.servers", "127.0.0.1:9092", "kafka.security.protocol", "SASL_SSL"),
            ExitCode.USAGE)
        .hasMessageContaining("kafka.*")
        .hasMessageContaining("JAAS");
  }

  private void start(Map<String, String> values) {
    new ReachableCluster(server, patience).start(Settings.of(new HashMap<>(values)));
  }

  private AbstractThrowableAssert<?, ?> refused(Map<String, String> values, int exitCode) {
    return assertThatThrownBy(() -> start(values))
        .isInstanceOfSatisfying(
            StartException.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(exitCode);
              assertThat(e.getMessage().lines()).hasSize(1);
            });
  }
}
