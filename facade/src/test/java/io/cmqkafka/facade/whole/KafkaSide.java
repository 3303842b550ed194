package io.cmqkafka.facade.whole;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.facade.bench.client.ReceivedMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Kafka's own tools see of queues, and what they may do to them. */
abstract class KafkaSide extends ApiSession {
  private static final int WAIT = 20;

  private Admin admin;
  private KafkaProducer<byte[], byte[]> producer;

  KafkaSide(TestedServer server) {
    super(server);
  }

  @BeforeEach
  void connectToKafka() {
    admin = Admin.create(client());
    producer = producer(Map.of());
  }

  @AfterEach
  void disconnectFromKafka() {
    admin.close();
    producer.close();
  }

  @Test
  void aBodyIsTheRecordsValueByteForByte() {
    api.create("kafka-bytes");
    String body = "中文 a+b&c=%@\r\n\u0000\ud83d\ude00 \"quoted\" \\";
    String id = api.send("kafka-bytes", body);
    ConsumerRecord<byte[], byte[]> record = records("cmq.queue.kafka-bytes", 1).get(0);

    assertThat(new String(record.value(), UTF_8)).isEqualTo(body);
    assertThat(record.key()).isNull();
    assertThat(record.headers()).isEmpty();
    assertThat(record.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
    assertThat(placeOf(id)).isEqualTo(placeOf(record));
    ReceivedMessage message = api.receive("kafka-bytes");
    assertThat(message.msgBody()).isEqualTo(body);
    assertThat(message.enqueueTime()).isEqualTo(record.timestamp() / 1_000);
  }

  @Test
  void aBatchLiesInKafkaInItsOrder() {
    api.create("kafka-batch");
    List<String> ids =
        api.call(
                "BatchSendMessage",
                "queueName",
                "kafka-batch",
                "msgBody.1",
                "a",
                "msgBody.2",
                "b",
                "msgBody.3",
                "c")
            .msgIds();
    List<ConsumerRecord<byte[], byte[]>> records = records("cmq.queue.kafka-batch", 3);
    assertThat(records)
        .extracting(record -> new String(record.value(), UTF_8))
        .containsExactly("a", "b", "c");
    assertThat(ids.stream().map(KafkaSide::placeOf).toList())
        .isEqualTo(records.stream().map(KafkaSide::placeOf).toList());
  }

  @Test
  void aDelayIsWrittenInHeaders() {
    api.create("kafka-delay");
    long before = inMs(60_000);
    api.sendDelayed("kafka-delay", "later", 60);
    long after = inMs(60_000);
    ConsumerRecord<byte[], byte[]> record = records("cmq.queue.kafka-delay", 1).get(0);
    assertThat(header(record, "cmq-delay-ms")).isEqualTo("60000");
    assertThat(Long.parseLong(header(record, "cmq-deliver-at"))).isBetween(before, after);
  }

  @Test
  void aQueuesTopicHasTheSettingsItNeeds() throws Exception {
    api.create("kafka-settings", "msgRetentionSeconds", "120");
    Map<String, String> settings = settings("cmq.queue.kafka-settings");
    assertThat(settings)
        .containsEntry("message.timestamp.type", "LogAppendTime")
        .containsEntry("cleanup.policy", "delete")
        .containsEntry("retention.ms", "120000");
  }

  @Test
  void whatAKafkaProducerWritesIsReceived() throws Exception {
    api.create("native");
    await()
        .untilAsserted(
            () -> assertThat(admin.listTopics().names().get()).contains("cmq.queue.native"));
    RecordMetadata written = write("cmq.queue.native", "from Kafka".getBytes(UTF_8));
    ReceivedMessage message = api.receive("native", WAIT);
    assertThat(message.msgBody()).isEqualTo("from Kafka");
    assertThat(placeOf(message.msgId())).isEqualTo(written.partition() + "-" + written.offset());
    api.delete("native", message);
  }

  @Test
  void bytesThatAreNoTextComeInBase64Too() throws Exception {
    api.create("bytes");
    byte[] bytes = {(byte) 0xff, 0, 'a', (byte) 0xc3};
    write("cmq.queue.bytes", bytes);
    CmqAnswer answer = api.receiveAnswer("bytes", WAIT);
    assertThat(answer.code()).isZero();
    assertThat(Base64.getDecoder().decode(answer.tree().get("msgBodyBase64").textValue()))
        .isEqualTo(bytes);
    assertThat(answer.tree().get("msgBody").textValue()).isEqualTo("\ufffd\0a\ufffd");
  }

  @Test
  void recordsWithoutAValueAreNoMessages() throws Exception {
    api.create("tombstones");
    write("cmq.queue.tombstones", null);
    write("cmq.queue.tombstones", "one".getBytes(UTF_8));
    write("cmq.queue.tombstones", null);
    write("cmq.queue.tombstones", null);
    write("cmq.queue.tombstones", "two".getBytes(UTF_8));
    write("cmq.queue.tombstones", null);
    awaitActive("tombstones", 2);
    assertThat(api.receiveAllBodies("tombstones", 2)).containsExactly("one", "two");
    assertThat(api.attribute("tombstones", "activeMsgNum")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "", "-1", "99999999999999999999999", "12x", "\u0000"})
  void headersThatMakeNoSenseAreIgnored(String garbage) throws Exception {
    String queue = "garbage-header-" + garbage.length() + "-" + Math.abs(garbage.hashCode());
    api.create(queue);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>("cmq.queue." + queue, "still a message".getBytes(UTF_8));
    for (String header : List.of("cmq-deliver-at", "cmq-delay-ms", "cmq-source", "cmq-tags")) {
      record.headers().add(header, garbage.getBytes(UTF_8));
    }
    producer.send(record).get();
    assertThat(api.receive(queue, WAIT).msgBody()).isEqualTo("still a message");
  }

  @Test
  void aDelayHeaderOfAKafkaProducerIsHonoured() throws Exception {
    api.create("native-delay");
    producer.send(delayed("native-delay", "much later", inMs(600_000))).get();
    awaitCount("native-delay", "delayMsgNum", 1);
    api.assertEmpty("native-delay");

    long due = inMs(2_000);
    producer.send(delayed("native-delay", "later", due)).get();
    assertThat(api.receive("native-delay", WAIT).msgBody()).isEqualTo("later");
    assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(due);
  }

  @Test
  void onlyCommittedTransactionsAreReceived() throws Exception {
    api.create("transactions", "rewindSeconds", "600");
    try (KafkaProducer<byte[], byte[]> transactional =
        producer(Map.of("transactional.id", "whole-test"))) {
      transactional.initTransactions();
      for (int i = 0; i < 4; i++) {
        transactional.beginTransaction();
        transactional.send(record("transactions", "t" + i + "a"));
        transactional.send(record("transactions", "t" + i + "b"));
        if (i % 2 == 0) {
          transactional.commitTransaction();
        } else {
          transactional.flush();
          transactional.abortTransaction();
        }
        api.send("transactions", "plain" + i);
      }
    }
    List<String> all = List.of("t0a", "t0b", "plain0", "plain1", "t2a", "t2b", "plain2", "plain3");
    awaitActive("transactions", all.size());
    List<ReceivedMessage> received = api.receiveAll("transactions", all.size());
    assertThat(received).extracting(ReceivedMessage::msgBody).isEqualTo(all);
    assertThat(api.attribute("transactions", "inactiveMsgNum")).isEqualTo(all.size());
    received.forEach(message -> api.delete("transactions", message));
    assertThat(api.attribute("transactions", "inactiveMsgNum")).isZero();
    assertThat(api.attribute("transactions", "activeMsgNum")).isZero();

    api.call(
        "RewindQueue",
        "queueName",
        "transactions",
        "startConsumeTime",
        Long.toString(api.attribute("transactions", "createTime")));
    assertThat(api.receiveAllBodies("transactions", all.size())).isEqualTo(all);
  }

  @Test
  void anExistingTopicBecomesAQueue() throws Exception {
    admin.createTopics(List.of(new NewTopic("native-orders", 3, (short) 1))).all().get();
    Map<String, String> before = settings("native-orders");
    for (int partition = 0; partition < 3; partition++) {
      producer
          .send(
              new ProducerRecord<>(
                  "native-orders", partition, null, ("old" + partition).getBytes(UTF_8)))
          .get();
    }
    api.create("orders", "kafkaTopic", "native-orders", "msgRetentionSeconds", "3600");
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ReceivedMessage message = api.receive("orders", WAIT);
      bodies.add(message.msgBody());
      api.delete("orders", message);
    }
    assertThat(bodies).containsExactlyInAnyOrder("old0", "old1", "old2");
    api.send("orders", "new");
    assertThat(api.receive("orders", WAIT).msgBody()).isEqualTo("new");
    assertThat(settings("native-orders")).isEqualTo(before);

    api.call("DeleteQueue", "queueName", "orders");
    await()
        .until(
            () ->
                api.answer("CreateQueue", "queueName", "orders", "kafkaTopic", "native-orders")
                    .ok());
    assertThat(records("native-orders", 4)).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "native-missing",
        "not-matching",
        "cmq.commands",
        "cmq.catalog",
        "__consumer_offsets"
      })
  void topicsThatMayNotBeBoundAreRefused(String topic) throws Exception {
    if (topic.equals("not-matching")) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
    CmqAnswer answer = api.answer("CreateQueue", "queueName", "refused", "kafkaTopic", topic);
    Api.assertError(answer, 4000, 10000);
    Api.assertError(api.answer("GetQueueAttributes", "queueName", "refused"), 4440, 10100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "a b"})
  void whatIsNoNameOfAKafkaTopicIsOutOfRange(String topic) {
    CmqAnswer answer = api.answer("CreateQueue", "queueName", "refused", "kafkaTopic", topic);
    Api.assertError(answer, 4000, 10350);
  }

  @Test
  void garbageInTheServersOwnTopicsIsCountedAndStopsNothing() throws Exception {
    List<String> queues = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      queues.add("beside-garbage-" + i);
      api.create(queues.get(i));
    }
    List<byte[]> garbage = new ArrayList<>();
    garbage.add(null);
    for (String text :
        List.of("", "not JSON", "{", "{}", "[]", "null", "42", "{\"type\":\"Receive\"}")) {
      garbage.add(text.getBytes(UTF_8));
    }
    garbage.add(new byte[] {(byte) 0xff, 0, (byte) 0xfe});
    garbage.add("[".repeat(100_000).getBytes(UTF_8));
    garbage.add("\"x\":".repeat(100_000).getBytes(UTF_8));

    int partitions = producer.partitionsFor("cmq.commands").size();
    double commandsBefore = skipped("cmq.commands");
    for (int partition = 0; partition < partitions; partition++) {
      for (byte[] value : garbage) {
        for (byte[] key : new byte[][] {null, "queue-xxxxxxxx/0".getBytes(UTF_8)}) {
          producer.send(new ProducerRecord<>("cmq.commands", partition, key, value)).get();
        }
      }
    }
    double commands = 2.0 * partitions * garbage.size();
    await()
        .atMost(30, TimeUnit.SECONDS)
        .untilAsserted(
            () -> assertThat(skipped("cmq.commands") - commandsBefore).isEqualTo(commands));

    double catalogBefore = skipped("cmq.catalog");
    int inCatalog = 0;
    for (byte[] value : garbage) {
      if (value != null) {
        producer
            .send(new ProducerRecord<>("cmq.catalog", "queue/garbage".getBytes(UTF_8), value))
            .get();
        inCatalog++;
      }
    }
    double expected = inCatalog;
    await()
        .atMost(30, TimeUnit.SECONDS)
        .untilAsserted(
            () -> assertThat(skipped("cmq.catalog") - catalogBefore).isEqualTo(expected));

    for (String queue : queues) {
      api.send(queue, "still works");
      api.delete(queue, api.receive(queue));
    }
    api.create("after-garbage");
    api.send("after-garbage", "works too");
    assertThat(api.receive("after-garbage").msgBody()).isEqualTo("works too");
    server.assertReady();
  }

  @Test
  void aDeletedQueuesNameLivesAgainWithoutItsPast() throws Exception {
    api.create("again");
    api.send("again", "old 1");
    api.send("again", "old 2");
    ReceivedMessage old = api.receive("again");
    api.call("DeleteQueue", "queueName", "again");
    Api.assertError(api.deleteAnswer("again", old.receiptHandle()), 4440, 10100);

    await().until(() -> api.createAgain("again"));
    api.assertEmpty("again");
    assertThat(api.attribute("again", "activeMsgNum")).isZero();
    Api.assertError(api.deleteAnswer("again", old.receiptHandle()), 4430, 10260);
    api.send("again", "new");
    assertThat(api.receive("again").msgBody()).isEqualTo("new");
    api.assertEmpty("again");
  }

  @Test
  void aDeletedQueuesTopicIsRemoved() throws Exception {
    api.create("removed");
    api.send("removed", "x");
    api.call("DeleteQueue", "queueName", "removed");
    await()
        .atMost(20, TimeUnit.SECONDS)
        .untilAsserted(
            () -> assertThat(admin.listTopics().names().get()).doesNotContain("cmq.queue.removed"));
  }

  private double skipped(String topic) {
    return server.metric("cmq_skipped_records_total", "topic=\"" + topic + "\"");
  }

  private void awaitActive(String queue, long count) {
    awaitCount(queue, "activeMsgNum", count);
  }

  private void awaitCount(String queue, String attribute, long count) {
    await().untilAsserted(() -> assertThat(api.attribute(queue, attribute)).isEqualTo(count));
  }

  private RecordMetadata write(String topic, byte[] value) throws Exception {
    return producer.send(new ProducerRecord<>(topic, value)).get();
  }

  private static long inMs(long ms) {
    return System.currentTimeMillis() + ms;
  }

  private static ProducerRecord<byte[], byte[]> delayed(String queue, String body, long due) {
    ProducerRecord<byte[], byte[]> record = record(queue, body);
    record.headers().add("cmq-deliver-at", Long.toString(due).getBytes(UTF_8));
    return record;
  }

  private static ProducerRecord<byte[], byte[]> record(String queue, String body) {
    return new ProducerRecord<>("cmq.queue." + queue, body.getBytes(UTF_8));
  }

  /** The first so many records of a topic, read as any consumer would. */
  private List<ConsumerRecord<byte[], byte[]>> records(String topic, int count) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Set<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .collect(java.util.stream.Collectors.toSet());
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (records.size() < count) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }

  /** Of a topic that the asked broker may not have heard of yet. */
  private Map<String, String> settings(String topic) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config =
        await()
            .ignoreExceptionsInstanceOf(ExecutionException.class)
            .until(
                () -> admin.describeConfigs(List.of(resource)).all().get().get(resource),
                Objects::nonNull);
    return config.entries().stream()
        .filter(entry -> entry.value() != null)
        .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
  }

  private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> settings = client();
    settings.putAll(more);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Map<String, Object> client() {
    return new HashMap<>(Map.of("bootstrap.servers", server.bootstrapServers()));
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return Optional.ofNullable(record.headers().lastHeader(name))
        .map(header -> new String(header.value(), UTF_8))
        .orElse(null);
  }

  /** PARTITION-OFFSET, as documented for msgId. */
  private static String placeOf(String msgId) {
    long id = Long.parseLong(msgId);
    return (id >> 48) - 1 + "-" + (id & (1L << 48) - 1);
  }

  private static String placeOf(ConsumerRecord<byte[], byte[]> record) {
    return record.partition() + "-" + record.offset();
  }
}
