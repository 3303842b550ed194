package io.cmqkafka.facade.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cmqkafka.config.Replication;
import io.cmqkafka.facade.auth.CallerSecret;
import io.cmqkafka.facade.auth.Rights;
import io.cmqkafka.facade.exit.ExitCode;
import io.cmqkafka.facade.exit.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private static final Map<String, String> NONE = Map.of();

  @TempDir Path dir;

  @Nested
  class Defaults {
    @Test
    void withTheEmbeddedBroker() {
      Settings settings = Settings.defaults();
      assertThat(settings.http().address()).isEqualTo(new HostPort("127.0.0.1", 8080));
      assertThat(settings.process().management()).isEqualTo(new HostPort("127.0.0.1", 8081));
      assertThat(settings.process().dataDir()).isEqualTo(Path.of("data"));
      assertThat(settings.kafka().hasCluster()).isFalse();
      assertThat(settings.kafka().embeddedPort()).isEqualTo(9092);
      assertThat(settings.kafka().layout().names().prefix()).isEqualTo("cmq.");
      assertThat(settings.kafka().layout().replication()).isEqualTo(new Replication((short) 1, 1));
      assertThat(settings.kafka().layout().commandsPartitions()).isEqualTo(4);
      assertThat(settings.kafka().topology().streamThreads()).isEqualTo(1);
      assertThat(settings.credentials().pair()).isEmpty();
      assertThat(settings.credentials().file()).isEmpty();
      assertThat(settings.queues().bounds().bindTopics()).isEmpty();
      assertThat(settings.kafka().properties()).isEmpty();
      assertThat(settings.bounds().bodyCacheBytes())
          .isEqualTo(Runtime.getRuntime().maxMemory() / 8);
      assertThat(settings.bounds().maxInflightBytes())
          .isEqualTo(Runtime.getRuntime().maxMemory() / 8);
    }

    @Test
    void withACluster() {
      Settings settings = Settings.of(Map.of("bootstrap.servers", "a:9092, [::1]:9093"));
      assertThat(settings.kafka().bootstrapServers()).hasValue("a:9092,[::1]:9093");
      assertThat(settings.kafka().hasCluster()).isTrue();
      assertThat(settings.kafka().layout().replication()).isEqualTo(new Replication((short) 3, 2));
      assertThat(settings.kafka().layout().commandsPartitions()).isEqualTo(12);
      assertThat(settings.kafka().topology().streamThreads()).isEqualTo(2);
    }

    @Test
    void minInsyncReplicasFollowsASmallReplicationFactor() {
      Settings settings =
          Settings.of(Map.of("bootstrap.servers", "a:9092", "replication.factor", "1"));
      assertThat(settings.kafka().layout().replication().minInsync()).isEqualTo(1);
    }

    @Test
    void everySettingIsDescribedWithItsVariableAndRange() {
      String described = Settings.describe().replaceAll("\\s+", " ");
      assertThat(Settings.known())
          .isNotEmpty()
          .allSatisfy(
              setting ->
                  assertThat(described)
                      .contains(
                          setting.key() + " (" + setting.environmentVariable() + ")",
                          setting.about(),
                          setting.format().range().substring(1)));
      assertThat(described)
          .contains("default: 12 with a cluster, 4 with the embedded broker", "kafka.PROPERTY");
    }
  }

  @Nested
  class Precedence {
    @Test
    void theCommandLineWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
      Path file = file("max.queues=1\nqueue.partitions=1\ndelay.max.seconds=1\n");
      Settings settings =
          Settings.read(
              Map.of("max.queues", "3"),
              Map.of("CMQ_MAX_QUEUES", "2", "CMQ_QUEUE_PARTITIONS", "2"),
              Optional.of(file));
      assertThat(settings.queues().bounds().maxQueues()).isEqualTo(3);
      assertThat(settings.queues().partitions()).isEqualTo(2);
      assertThat(settings.queues().delayMaxSeconds()).isEqualTo(1);
      assertThat(settings.kafka().layout().repliesPartitions()).isEqualTo(4);
    }

    @Test
    void aBlankValueCountsAsNotGiven() throws IOException {
      Path file = file("bootstrap.servers=\nmax.queues=7\n");
      Settings settings =
          Settings.read(
              Map.of("data.dir", " "),
              Map.of("CMQ_BOOTSTRAP_SERVERS", "", "CMQ_MAX_QUEUES", " "),
              Optional.of(file));
      assertThat(settings.kafka().hasCluster()).isFalse();
      assertThat(settings.queues().bounds().maxQueues()).isEqualTo(7);
      assertThat(settings.process().dataDir()).isEqualTo(Path.of("data"));
    }

    @Test
    void kafkaPropertiesPassThroughFromFileAndEnvironment() throws IOException {
      Path file =
          file(
              "bootstrap.servers=a:1\nkafka.security.protocol=SASL_PLAINTEXT\n"
                  + "kafka.sasl.mechanism=PLAIN\n");
      Settings settings =
          Settings.read(NONE, Map.of("CMQ_KAFKA_SECURITY_PROTOCOL", "SASL_SSL"), Optional.of(file));
      assertThat(settings.kafka().properties())
          .isEqualTo(Map.of("security.protocol", "SASL_SSL", "sasl.mechanism", "PLAIN"));
      assertThat(settings.kafka().clientProperties("b:2"))
          .containsEntry("bootstrap.servers", "b:2")
          .containsEntry("security.protocol", "SASL_SSL");
    }

    @Test
    void theSecretComesFromTheEnvironment() {
      Settings settings =
          Settings.read(
              NONE, Map.of("CMQ_SECRET_ID", "id", "CMQ_SECRET_KEY", "hush"), Optional.empty());
      assertThat(settings.credentials().pair()).hasValue(new CallerSecret("id", "hush"));
      assertThat(settings.toString() + settings.credentials().pair()).doesNotContain("hush");
    }

    @Test
    void rightsOfTheSecretAreRulesBetweenSemicolons() {
      Settings settings =
          Settings.read(
              Map.of("secret.allow", "send on queues a, b; read-only"),
              Map.of("CMQ_SECRET_ID", "id", "CMQ_SECRET_KEY", "hush"),
              Optional.empty());
      Rights rights = settings.credentials().pair().orElseThrow().rights();
      assertThat(rights.allow("SendMessage", "b")).isTrue();
      assertThat(rights.allow("SendMessage", "c")).isFalse();
      assertThat(rights.allow("GetQueueAttributes", "c")).isTrue();
    }

    @Test
    void otherVariablesAreLeftAlone() {
      Map<String, String> kubernetes =
          Map.of(
              "CMQ_SERVICE_HOST", "10.0.0.1",
              "CMQ_SERVICE_PORT", "80",
              "CMQ_KAFKA_SERVICE_PORT_HTTP", "8080",
              "CMQ_KAFKA_PORT", "tcp://10.0.0.1:8080",
              "CMQ_KAFKA_PORT_8080_TCP_ADDR", "10.0.0.1",
              "CMQ_DEBUG", "1",
              "PATH", "/bin");
      assertThat(Settings.read(NONE, kubernetes, Optional.empty()).kafka().properties()).isEmpty();
    }
  }

  @Nested
  class Values {
    @ParameterizedTest
    @CsvSource({"4194304,4194304", "4096k,4194304", "4M,4194304", "0,0"})
    void bytes(String text, long expected) {
      assertThat(Settings.of(Map.of("body.cache.bytes", text)).bounds().bodyCacheBytes())
          .isEqualTo(expected);
    }

    @Test
    void sharesOfTheHeap() {
      assertThat(Settings.of(Map.of("body.cache.bytes", "heap/16")).bounds().bodyCacheBytes())
          .isEqualTo(Runtime.getRuntime().maxMemory() / 16);
    }

    @ParameterizedTest
    @CsvSource({
      "localhost:0,localhost,0",
      "0.0.0.0:80,0.0.0.0,80",
      "[::1]:8080,::1,8080",
      "[fe80::1%eth0]:65535,fe80::1%eth0,65535"
    })
    void addresses(String text, String host, int port) {
      HostPort address = Settings.of(Map.of("http", text)).http().address();
      assertThat(address).isEqualTo(new HostPort(host, port)).hasToString(text);
    }

    @Test
    void thePatternOfTopicsToBind() {
      assertThat(
              Settings.of(Map.of("bind.topics", "orders-.*"))
                  .queues()
                  .bounds()
                  .bindTopics()
                  .orElseThrow())
          .matches(pattern -> pattern.matcher("orders-eu").matches());
    }
  }

  @Nested
  class Refusals {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "http|8080|HOST:PORT",
          "http|:8080|HOST:PORT",
          "http.console|yes|on or off",
          "http|::1:8080|HOST:PORT",
          "http|localhost:65536|HOST:PORT",
          "http|localhost:http|HOST:PORT",
          "management|nowhere|HOST:PORT",
          "bootstrap.servers|a:9092,b|HOST:PORT[,HOST:PORT...]",
          "bootstrap.servers|a:0|from 1 to 65535",
          "bootstrap.servers|a:9092,,b:9092|HOST:PORT[,HOST:PORT...]",
          "embedded.kafka.port|65536|from 0 to 65535",
          "embedded.kafka.port|-1|from 0 to 65535",
          "topic.prefix|cmq/|letters, digits",
          "commands.partitions|0|from 1 to 1000",
          "commands.partitions|many|from 1 to 1000",
          "commands.partitions|99999999999999999999|from 1 to 1000",
          "commands.partitions|4.5|from 1 to 1000",
          "delay.max.seconds|3456001|from 0 to 3456000",
          "session.timeout.ms|10|from 1000",
          "bind.topics|*|regular expression",
          "body.cache.bytes|12x|number of bytes",
          "body.cache.bytes|999999999999g|to the size of the heap",
          "body.cache.bytes|heap/0|heap/8",
          "max.inflight.bytes|1k|from 8388608",
        })
    void namesTheSettingTheValueAndTheRange(String key, String value, String range) {
      refused(() -> Settings.of(Map.of(key, value)))
          .hasMessageContaining("setting " + key)
          .hasMessageContaining("'" + value + "'")
          .hasMessageContaining(range);
    }

    @Test
    void saysWhereTheValueWasGiven() throws IOException {
      Path file = file("max.queues=none\n");
      refused(() -> Settings.read(NONE, NONE, Optional.of(file)))
          .hasMessageContaining("given in " + file);
      refused(() -> Settings.read(NONE, Map.of("CMQ_MAX_QUEUES", "none"), Optional.empty()))
          .hasMessageContaining("given as CMQ_MAX_QUEUES in the environment");
      refused(() -> Settings.read(Map.of("max.queues", "none"), NONE, Optional.empty()))
          .hasMessageContaining("given on the command line");
    }

    @Test
    void suggestsTheNearestNameForAnUnknownKey() throws IOException {
      Path file = file("comands.partition=3\n");
      refused(() -> Settings.read(NONE, NONE, Optional.of(file)))
          .hasMessage(
              "Unknown setting comands.partition in %s; did you mean commands.partitions?", file);
      refused(() -> Settings.read(Map.of("htp", "x"), NONE, Optional.empty()))
          .hasMessageContaining("did you mean http?");
    }

    @ParameterizedTest
    @CsvSource({
      "CMQ_MAX_QUEUE,CMQ_MAX_QUEUES",
      "CMQ_DATADIR,CMQ_DATA_DIR",
      "CMQ_TOPICPREFIX_,CMQ_TOPIC_PREFIX"
    })
    void suggestsTheNearestNameForAnUnknownVariable(String written, String meant) {
      refused(() -> Settings.read(NONE, Map.of(written, "8080"), Optional.empty()))
          .hasMessage(
              "Unknown environment variable %s; did you mean %s?".formatted(written, meant));
    }

    @Test
    void suggestsNothingWhenNoNameIsNear() {
      refused(() -> Settings.of(Map.of("colour", "blue")))
          .hasMessage("Unknown setting colour in code.");
    }

    @Test
    void anUnreadableFile() {
      Path missing = dir.resolve("missing.properties");
      refused(() -> Settings.read(NONE, NONE, Optional.of(missing)))
          .hasMessageContaining(missing.toString());
    }

    @Test
    void aFileThatIsNoPropertiesFile() throws IOException {
      Path file = file("max.queues=\\u12\n");
      refused(() -> Settings.read(NONE, NONE, Optional.of(file)))
          .hasMessageContaining(file.toString());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "secret.id",
          "secret.key",
          "kafka.sasl.jaas.config",
          "kafka.ssl.keystore.password",
          "kafka.ssl.keystore.key",
          "kafka.sasl.oauthbearer.client.credentials.client.secret",
          "kafka.sasl.oauthbearer.assertion.private.key.passphrase"
        })
    void aSecretOnTheCommandLineWithoutRepeatingIt(String key) {
      refused(() -> Settings.read(Map.of(key, "hush"), NONE, Optional.empty()))
          .hasMessageContaining(key)
          .hasMessageContaining("command line")
          .hasMessageNotContaining("hush");
    }

    @Test
    void rightsOfNobodyAndHalfOfTls() {
      refused(() -> Settings.of(Map.of("secret.allow", "send"))).hasMessageContaining("secret.id");
      refused(() -> Settings.of(Map.of("http.tls.key", "k")))
          .hasMessageContaining("http.tls.certificate");
      refused(() -> Settings.of(Map.of("http.tls.certificate", "k")))
          .hasMessageContaining("http.tls.key");
    }

    @Test
    void halfASecret() {
      refused(() -> Settings.of(Map.of("secret.id", "id"))).hasMessageContaining("secret.key");
      refused(() -> Settings.of(Map.of("secret.key", "key"))).hasMessageContaining("secret.id");
    }

    @Test
    void contradictions() {
      refused(() -> Settings.of(Map.of("replication.factor", "3")))
          .hasMessageContaining("replication.factor is '3'")
          .hasMessageContaining("bootstrap.servers");
      refused(() -> Settings.of(Map.of("bootstrap.servers", "a:1", "min.insync.replicas", "4")))
          .hasMessageContaining("min.insync.replicas is '4'")
          .hasMessageContaining("3");
      refused(() -> Settings.of(Map.of("commit.interval.ms", "6000")))
          .hasMessageContaining("commit.interval.ms is '6000'")
          .hasMessageContaining("session.timeout.ms");
      refused(() -> Settings.of(Map.of("kafka.bootstrap.servers", "a:1")))
          .hasMessageContaining("bootstrap.servers");
      refused(() -> Settings.of(Map.of("kafka.security.protocol", "SSL")))
          .hasMessageContaining("kafka.security.protocol")
          .hasMessageContaining("bootstrap.servers is not set");
    }

    private static AbstractThrowableAssert<?, ?> refused(ThrowingCallable reading) {
      return assertThatThrownBy(reading)
          .isInstanceOfSatisfying(
              StartException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
    }
  }

  private Path file(String text) throws IOException {
    return Files.writeString(dir.resolve("cmq.properties"), text);
  }
}
