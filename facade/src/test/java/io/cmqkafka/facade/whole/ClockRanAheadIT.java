package io.cmqkafka.facade.whole;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.embedded.EmbeddedKafka;
import io.cmqkafka.queue.Rules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Log time is ahead, as after a broker's clock was ahead and was put right: commands were stamped
 * so, and those that follow are stamped truly.
 */
@Tag("nightly")
@Timeout(400)
class ClockRanAheadIT {
  private static final String COMMANDS = "cmq.commands";
  private static final int COMMANDS_PARTITIONS = 2;
  private static final int RETENTION_SECONDS = 60;
  private static final int AHEAD_SECONDS = 600;
  private static final int DELAY_SECONDS = 300;

  @TempDir Path directory;

  private EmbeddedKafka kafka;

  @BeforeEach
  void setUp() {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"), "127.0.0.1", 0);
  }

  @Test
  void whatIsSentAfterwardsIsDelivered_alsoAfterARestart_noDelayIsOverEarly_andTheOperatorIsTold()
      throws Exception {
    try (EmbeddedKafka closed = kafka) {
      try (TestedServer server = start();
          Api api = new Api(server)) {
        api.create("young", "msgRetentionSeconds", "" + RETENTION_SECONDS);
        api.create("delayed");
        await()
            .atMost(Duration.ofSeconds(180))
            .until(() -> server.metric("cmq_rules_version") == Rules.NEWEST.version());
        logTimeRunsAhead();
        api.sendDelayed("delayed", "later", DELAY_SECONDS);
        api.send("delayed", "now");
        for (String body : List.of("one", "two", "three")) {
          api.send("young", body);
        }
        assertThat(api.receiveAllBodies("young", 3)).containsExactly("one", "two", "three");
        assertThat(api.attribute("young", "inactiveMsgNum")).isEqualTo(3);
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> server.metric("cmq_log_time_ahead_seconds") > AHEAD_SECONDS / 2.0);
        assertThat(api.receive("delayed").msgBody()).isEqualTo("now");
        api.assertEmpty("delayed");
        assertThat(api.attribute("delayed", "delayMsgNum")).isEqualTo(1);
        api.send("young", "four");
      }
      try (TestedServer server = start();
          Api api = new Api(server)) {
        assertThat(api.receive("young").msgBody()).isEqualTo("four");
        api.send("young", "five");
        assertThat(api.receive("young").msgBody()).isEqualTo("five");
      }
    }
  }

  private TestedServer start() {
    return TestedServer.start(
        directory.resolve("server"),
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "commands.partitions",
            "" + COMMANDS_PARTITIONS));
  }

  private void logTimeRunsAhead() throws Exception {
    Map<String, Object> clients = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (Admin admin = Admin.create(clients);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(clients, new ByteArraySerializer(), new ByteArraySerializer())) {
      stamp(admin, "CreateTime");
      long ahead = System.currentTimeMillis() + AHEAD_SECONDS * 1_000L;
      for (int partition = 0; partition < COMMANDS_PARTITIONS; partition++) {
        int one = partition;
        // The broker may hear of the setting later.
        await().until(() -> tick(producer, one, ahead) == ahead);
      }
      stamp(admin, "LogAppendTime");
      await().until(() -> tick(producer, 0, ahead) != ahead);
    }
  }

  /** Appends a tick; returns how Kafka stamped it, epoch ms. */
  private static long tick(KafkaProducer<byte[], byte[]> producer, int partition, long timestampMs)
      throws Exception {
    byte[] tick = "{\"command\":\"Tick\"}".getBytes(UTF_8);
    return producer
        .send(new ProducerRecord<>(COMMANDS, partition, timestampMs, "tick".getBytes(UTF_8), tick))
        .get()
        .timestamp();
  }

  private static void stamp(Admin admin, String type) throws Exception {
    ConfigResource commands = new ConfigResource(ConfigResource.Type.TOPIC, COMMANDS);
    admin
        .incrementalAlterConfigs(
            Map.of(
                commands,
                List.of(
                    new AlterConfigOp(
                        new ConfigEntry(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, type),
                        AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }
}
