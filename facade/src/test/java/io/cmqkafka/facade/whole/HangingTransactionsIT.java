package io.cmqkafka.facade.whole;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.embedded.EmbeddedKafka;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.transactions.HangingTransactions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A broker that forgets to end a transaction cannot be had at will, so one is made that looks the
 * same from outside: records of a transaction that the coordinator knows nothing of, written as a
 * client of before KIP-890 could, to a broker that is told not to ask the coordinator.
 */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class HangingTransactionsIT {
  private static final String APPLICATION = "cmq.queues";
  private static final String STATE = "app-state-changelog";
  private static final String COMMANDS = "commands";
  private static final String POSITIONS = Topic.GROUP_METADATA_TOPIC_NAME;
  private static final TopicPartition HANGING = new TopicPartition(STATE, 0);
  private static final TopicPartition UNDER_WAY = new TopicPartition(STATE, 1);
  private static final TopicPartition COMMITTED = new TopicPartition(STATE, 2);
  private static final TopicPartition CATALOG = new TopicPartition("catalog", 0);
  private static final short BEFORE_KIP_890_PART_2 = 11;

  /** Else a broker takes nothing into topics of its own. */
  private static final String ADMIN = "__admin_client";

  @TempDir Path directory;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void aTransactionThatNobodyEndsIsAborted_unlessItIsUnderWayOrWasCommitted() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, "127.0.0.1", 0);
        Admin admin = admin(kafka.bootstrapServers());
        KafkaProducer<String, String> lost = producer(kafka.bootstrapServers(), "lost");
        KafkaProducer<String, String> done = producer(kafka.bootstrapServers(), "done");
        KafkaProducer<String, String> slow = producer(kafka.bootstrapServers(), "slow");
        HangingTransactions hanging = hanging(kafka.bootstrapServers(), admin)) {
      admin
          .createTopics(
              List.of(new NewTopic(STATE, 3, (short) 1), new NewTopic(COMMANDS, 3, (short) 1)))
          .all()
          .get();
      // Of partition 0 the commands up to 6 are done, of partition 2 those up to 7.
      position(admin, 0, 7);
      position(admin, 2, 8);
      lost.initTransactions();
      done.initTransactions();
      leaveOpen(kafka.bootstrapServers(), admin, "lost", HANGING, "command 7");
      leaveOpen(kafka.bootstrapServers(), admin, "done", COMMITTED, "command 7");
      TopicPartition positions = whereSomethingIs(admin, POSITIONS);
      long positionsEnd = readable(admin, positions);
      leaveOpen(kafka.bootstrapServers(), admin, "lost", positions, "a position");
      slow.initTransactions();
      slow.beginTransaction();
      slow.send(new ProducerRecord<>(STATE, UNDER_WAY.partition(), null, "command 9")).get();
      assertThat(readable(admin, HANGING)).isZero();
      assertThat(readable(admin, positions)).isEqualTo(positionsEnd);

      hanging.start();
      patiently().untilAsserted(() -> isReadTo(admin, HANGING, 2));
      isReadTo(admin, positions, positionsEnd + 2);
      patiently().until(() -> said.contains("left alone " + COMMITTED));
      patiently().until(() -> meters.counter("cmq.hanging.transactions.aborted").count() == 2);
      lost.beginTransaction();
      assertThatThrownBy(() -> lost.send(new ProducerRecord<>(STATE, 0, null, "late")).get())
          .cause()
          .isInstanceOfAny(ProducerFencedException.class, InvalidProducerEpochException.class);
      assertThat(readable(admin, COMMITTED)).isZero();
      assertThat(readable(admin, UNDER_WAY)).isZero();
      slow.commitTransaction();
      patiently().untilAsserted(() -> isReadTo(admin, UNDER_WAY, 2));
    }
  }

  @Test
  void itIsEndedAlthoughTheTopicOfCommittedPositionsMayNotBeLookedAt() throws Exception {
    try (GuardedKafka kafka = GuardedKafka.start(directory);
        Admin admin = admin(kafka.bootstrapServers());
        KafkaProducer<String, String> lost = producer(kafka.bootstrapServers(), "lost");
        HangingTransactions hanging = hanging(kafka.bootstrapServers(), admin)) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(STATE, 1, (short) 1),
                  new NewTopic(COMMANDS, 1, (short) 1),
                  new NewTopic(POSITIONS, 2, (short) 1)))
          .all()
          .get();
      lost.initTransactions();
      leaveOpen(kafka.bootstrapServers(), admin, "lost", HANGING, "command 0");
      admin.createAcls(List.of(onlyForSomebodyElse(POSITIONS))).all().get();

      hanging.start();
      patiently().untilAsserted(() -> isReadTo(admin, HANGING, 2));
    }
  }

  /** Nothing tells whether that one was committed; what it held is published again. */
  @Test
  void aTransactionThatHangsInTheCatalogIsAbortedAndPublishedAgain() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, "127.0.0.1", 0);
        Admin admin = admin(kafka.bootstrapServers());
        KafkaProducer<String, String> lost = producer(kafka.bootstrapServers(), "lost");
        HangingTransactions hanging = hanging(kafka.bootstrapServers(), admin)) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(CATALOG.topic(), 1, (short) 1),
                  new NewTopic(COMMANDS, 1, (short) 1)))
          .all()
          .get();
      lost.initTransactions();
      leaveOpen(kafka.bootstrapServers(), admin, "lost", CATALOG, "an entry");

      hanging.start();
      patiently().untilAsserted(() -> assertThat(published).containsExactly("key"));
      isReadTo(admin, CATALOG, 2);
    }
  }

  @Test
  void aServersCatalogIsWholeAgainAfterOne() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), "127.0.0.1", 0);
        Admin admin = admin(kafka.bootstrapServers());
        KafkaProducer<String, String> lost = producer(kafka.bootstrapServers(), "lost");
        TestedServer server =
            TestedServer.start(
                directory.resolve("server"),
                Map.of("bootstrap.servers", kafka.bootstrapServers()));
        Api api = new Api(server);
        NativeKafka natively = new NativeKafka(server)) {
      api.create("orders");
      lost.initTransactions();
      TopicPartition catalog = new TopicPartition("cmq.catalog", 0);
      leaveOpen(
          kafka.bootstrapServers(), admin, "lost", catalog, "queue/orders", "what came of it");

      List<String> values =
          patiently()
              .until(
                  () -> values(natively.records(catalog.topic(), 1), "queue/orders"),
                  all -> all.size() == 3);
      assertThat(values.get(1)).isEqualTo("what came of it");
      assertThat(withoutVersion(values.get(2))).isEqualTo(withoutVersion(values.get(0)));
      api.create("more");
      assertThat(api.answer("CreateQueue", "queueName", "orders").code()).isEqualTo(4460);
    }
  }

  private static List<String> values(List<ConsumerRecord<byte[], byte[]>> records, String key) {
    return records.stream()
        .filter(record -> key.equals(new String(record.key(), UTF_8)))
        .map(NativeKafka::text)
        .toList();
  }

  private static String withoutVersion(String entry) {
    return entry.replaceFirst("\"version\":\\d+", "");
  }

  private final Set<String> published = ConcurrentHashMap.newKeySet();
  private final Set<String> said = ConcurrentHashMap.newKeySet();

  /** The record and its marker, which Kafka may write again if the first answer took too long. */
  private static void isReadTo(Admin admin, TopicPartition partition, long atLeast)
      throws Exception {
    assertThat(readable(admin, partition)).isGreaterThanOrEqualTo(atLeast);
  }

  private HangingTransactions hanging(String servers, Admin admin) {
    return new HangingTransactions(
        admin,
        APPLICATION,
        Map.of(
            STATE, HangingTransactionsIT::command, "not-yet-there", HangingTransactionsIT::command),
        CATALOG.topic(),
        key -> {
          published.add(key);
          return CompletableFuture.completedFuture(new Reply.Stored(0));
        },
        COMMANDS,
        () ->
            new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "enable.auto.commit", false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer()),
        1_000,
        10_000,
        meters,
        said::add);
  }

  private static OptionalLong command(ConsumerRecord<byte[], byte[]> record) {
    String value = new String(record.value(), UTF_8);
    return value.startsWith("command ")
        ? OptionalLong.of(Long.parseLong(value.substring("command ".length())))
        : OptionalLong.empty();
  }

  /** The group's commits are the only ones. */
  private static TopicPartition whereSomethingIs(Admin admin, String topic) throws Exception {
    int count =
        admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().size();
    for (int i = 0; i < count; i++) {
      TopicPartition one = new TopicPartition(topic, i);
      if (readable(admin, one) > 0) {
        return one;
      }
    }
    throw new AssertionError("nothing in " + topic);
  }

  private static void position(Admin admin, int partition, long next) throws Exception {
    admin
        .alterConsumerGroupOffsets(
            APPLICATION,
            Map.of(new TopicPartition(COMMANDS, partition), new OffsetAndMetadata(next)))
        .all()
        .get();
  }

  private static Admin admin(String servers) {
    return Admin.create(Map.of("bootstrap.servers", servers));
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(90));
  }

  private static AclBinding onlyForSomebodyElse(String topic) {
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
        new AccessControlEntry("User:else", "*", AclOperation.ALL, AclPermissionType.ALLOW));
  }

  private static KafkaProducer<String, String> producer(String servers, String id) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            servers,
            "transactional.id",
            APPLICATION + "-" + id,
            "transaction.timeout.ms",
            600_000),
        new StringSerializer(),
        new StringSerializer());
  }

  private static void leaveOpen(
      String servers, Admin admin, String name, TopicPartition partition, String value)
      throws Exception {
    leaveOpen(servers, admin, name, partition, "key", value);
  }

  private static void leaveOpen(
      String servers, Admin admin, String name, TopicPartition partition, String key, String value)
      throws Exception {
    String id = APPLICATION + "-" + name;
    verify(admin, false);
    TransactionDescription known = admin.describeTransactions(List.of(id)).description(id).get();
    MemoryRecords records =
        MemoryRecords.withTransactionalRecords(
            Compression.NONE,
            known.producerId(),
            (short) known.producerEpoch(),
            0,
            new SimpleRecord(key.getBytes(UTF_8), value.getBytes(UTF_8)));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(produce(servers, id, partition, records)).isEqualTo(Errors.NONE));
    verify(admin, true);
  }

  /** Whether brokers ask the coordinator before they take records of a transaction. */
  private static void verify(Admin admin, boolean on) throws Exception {
    ConfigResource brokers = new ConfigResource(ConfigResource.Type.BROKER, "");
    ConfigEntry entry =
        new ConfigEntry("transaction.partition.verification.enable", Boolean.toString(on));
    admin
        .incrementalAlterConfigs(
            Map.of(brokers, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }

  private static Errors produce(
      String servers, String id, TopicPartition partition, MemoryRecords records)
      throws IOException {
    ProduceRequestData.TopicProduceDataCollection topics =
        new ProduceRequestData.TopicProduceDataCollection();
    topics.add(
        new ProduceRequestData.TopicProduceData()
            .setName(partition.topic())
            .setPartitionData(
                List.of(
                    new ProduceRequestData.PartitionProduceData()
                        .setIndex(partition.partition())
                        .setRecords(records))));
    ProduceRequestData request =
        new ProduceRequestData()
            .setTransactionalId(id)
            .setAcks((short) -1)
            .setTimeoutMs(5_000)
            .setTopicData(topics);
    RequestHeader header = new RequestHeader(ApiKeys.PRODUCE, BEFORE_KIP_890_PART_2, ADMIN, 1);
    ByteBuffer bytes =
        new ProduceRequest(request, BEFORE_KIP_890_PART_2).serializeWithHeader(header);
    int colon = servers.lastIndexOf(':');
    try (Socket socket =
        new Socket(servers.substring(0, colon), Integer.parseInt(servers.substring(colon + 1)))) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(bytes.remaining());
      out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] answer = in.readNBytes(in.readInt());
      AbstractResponse response = AbstractResponse.parseResponse(ByteBuffer.wrap(answer), header);
      return response.errorCounts().keySet().iterator().next();
    }
  }

  /** Up to where records can be read that are committed. */
  private static long readable(Admin admin, TopicPartition partition) throws Exception {
    return admin
        .listOffsets(
            Map.of(partition, OffsetSpec.latest()),
            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .partitionResult(partition)
        .get()
        .offset();
  }
}
