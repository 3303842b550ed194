package io.cmqkafka.facade.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.facade.exit.ExitCode;
import io.cmqkafka.facade.exit.StartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class EmbeddedKafkaIT {
  private static final String LOOPBACK = "127.0.0.1";
  private static final TopicPartition KEPT = new TopicPartition("kept", 0);

  @TempDir Path dir;

  @Test
  void keepsRecordsThroughARestartOnAnotherPort() throws Exception {
    int firstPort;
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir, LOOPBACK, 0)) {
      firstPort = port(kafka);
      createTopic(kafka.bootstrapServers());
      send(kafka.bootstrapServers(), "one", "two");
    }
    try (ServerSocket taken = new ServerSocket(firstPort, 1, InetAddress.getByName(LOOPBACK));
        EmbeddedKafka kafka = EmbeddedKafka.start(dir, LOOPBACK, 0)) {
      assertThat(port(kafka)).isNotEqualTo(taken.getLocalPort());
      assertThat(read(kafka.bootstrapServers(), 2)).containsExactly("one", "two");
      send(kafka.bootstrapServers(), "three");
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir, LOOPBACK, firstPort)) {
      assertThat(port(kafka)).isEqualTo(firstPort);
      assertThat(read(kafka.bootstrapServers(), 3)).containsExactly("one", "two", "three");
    }
  }

  @Test
  void keepsAcknowledgedRecordsWhenItsProcessIsKilled() throws Exception {
    List<String> sent = new ArrayList<>();
    for (int life = 0; life < 3; life++) {
      try (KafkaInAnotherProcess kafka = KafkaInAnotherProcess.start(dir)) {
        if (life == 0) {
          createTopic(kafka.bootstrapServers());
        }
        sent.add("life " + life);
        send(kafka.bootstrapServers(), "life " + life);
        kafka.kill();
      }
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir, LOOPBACK, 0)) {
      assertThat(read(kafka.bootstrapServers(), 3)).isEqualTo(sent);
    }
  }

  /**
   * Whether markers get lost is a matter of milliseconds, hence several transactions: with one of
   * them open for ever, nobody who reads committed records gets past it.
   */
  @Test
  void endsTransactionsThatAKillLeftOpen() throws Exception {
    int transactions = 20;
    try (KafkaInAnotherProcess kafka = KafkaInAnotherProcess.start(dir)) {
      createTopic(kafka.bootstrapServers());
      List<KafkaProducer<String, String>> producers = new ArrayList<>();
      for (int i = 0; i < transactions; i++) {
        KafkaProducer<String, String> producer = transactional(kafka.bootstrapServers(), "id" + i);
        producers.add(producer);
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(KEPT.topic(), "open")).get();
      }
      kafka.kill();
      producers.forEach(producer -> producer.close(Duration.ZERO));
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir, LOOPBACK, 0);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(
              () ->
                  assertThat(end(admin, IsolationLevel.READ_COMMITTED))
                      .isEqualTo(end(admin, IsolationLevel.READ_UNCOMMITTED))
                      // A marker whose answer took too long is written again.
                      .isGreaterThanOrEqualTo(2 * transactions));
    }
  }

  @Test
  void createsNoTopicUnasked() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir, LOOPBACK, 0);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      assertThat(admin.listTopics().names().get()).isEmpty();
      assertThatThrownBy(() -> send(kafka.bootstrapServers(), 1_000, "nowhere"))
          .hasCauseInstanceOf(TimeoutException.class);
      assertThat(admin.listTopics().names().get()).isEmpty();
    }
  }

  @Test
  void refusesADirectoryThatAnotherProcessHasOpen() throws Exception {
    try (KafkaInAnotherProcess other = KafkaInAnotherProcess.start(dir)) {
      refused(dir, 0, ExitCode.DATA_DIRECTORY)
          .hasMessageContaining("data.dir")
          .hasMessageContaining(dir.toString())
          .hasMessageContaining("in use by another running process");
      other.kill();
    }
    EmbeddedKafka.start(dir, LOOPBACK, 0).close();
  }

  @Test
  void refusesADirectoryThatThisProcessHasOpen() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir, LOOPBACK, 0)) {
      refused(dir, 0, ExitCode.DATA_DIRECTORY).hasMessageContaining("in use");
      assertThat(kafka.bootstrapServers()).isNotEmpty();
    }
  }

  @Test
  void namesTheSettingWhenThePortIsTakenAndLeavesTheDirectoryFree() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
      refused(dir, taken.getLocalPort(), ExitCode.PORT_IN_USE)
          .hasMessageContaining("embedded.kafka.port")
          .hasMessageContaining(LOOPBACK + ":" + taken.getLocalPort());
    }
    DataDirectory.open(dir).close();
  }

  @Test
  void refusesADirectoryWhoseKafkaFilesAreSpoiltAndLeavesItFree() throws Exception {
    DataDirectory.open(dir).close();
    Files.createDirectory(dir.resolve("kafka"));
    Files.writeString(dir.resolve("kafka/meta.properties"), "version=99\n");
    refused(dir, 0, ExitCode.DATA_DIRECTORY).hasMessageContaining("data.dir");
    DataDirectory.open(dir).close();
  }

  private static AbstractThrowableAssert<?, ?> refused(Path dir, int port, int exitCode) {
    return assertThatThrownBy(() -> EmbeddedKafka.start(dir, LOOPBACK, port))
        .isInstanceOfSatisfying(
            StartException.class, e -> assertThat(e.exitCode()).isEqualTo(exitCode));
  }

  private static int port(EmbeddedKafka kafka) {
    String address = kafka.bootstrapServers();
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  private static void createTopic(String servers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      admin.createTopics(List.of(new NewTopic(KEPT.topic(), 1, (short) 1))).all().get();
    }
  }

  private static KafkaProducer<String, String> transactional(String servers, String id) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers", servers, "transactional.id", id, "transaction.timeout.ms", 5_000);
    return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
  }

  private static long end(Admin admin, IsolationLevel isolation) throws Exception {
    return admin
        .listOffsets(Map.of(KEPT, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
        .partitionResult(KEPT)
        .get()
        .offset();
  }

  private static void send(String servers, String... values) throws Exception {
    send(servers, 30_000, values);
  }

  private static void send(String servers, int maxBlockMs, String... values) throws Exception {
    Map<String, Object> config =
        Map.of("bootstrap.servers", servers, "acks", "all", "max.block.ms", maxBlockMs);
    StringSerializer text = new StringSerializer();
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(config, text, text)) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(KEPT.topic(), value)).get();
      }
    }
  }

  private static List<String> read(String servers, int expected) throws IOException {
    Map<String, Object> config = Map.of("bootstrap.servers", servers);
    StringDeserializer text = new StringDeserializer();
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(config, text, text)) {
      consumer.assign(List.of(KEPT));
      consumer.seekToBeginning(List.of(KEPT));
      while (values.size() < expected) {
        consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }
}
