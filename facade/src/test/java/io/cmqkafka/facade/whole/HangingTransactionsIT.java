package io.cmqkafka.facade.whole;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.facade.embedded.EmbeddedKafka;
import io.cmqkafka.log.HangingTransactions;
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
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionDescription;
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
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that forgets to end a transaction cannot be had at will, so one is made that looks the
 * same from outside: records of a transaction that the coordinator knows nothing of, written as a
 * client of before KIP-890 could, to a broker that is told not to ask the coordinator.
 */
@Timeout(120)
class HangingTransactionsIT {
  private static final String APPLICATION = "app";
  private static final String TOPIC = "app-state-changelog";
  private static final TopicPartition HANGING = new TopicPartition(TOPIC, 0);
  private static final TopicPartition UNDER_WAY = new TopicPartition(TOPIC, 1);
  private static final short BEFORE_KIP_890_PART_2 = 11;

  @TempDir Path directory;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void aTransactionThatNobodyEndsIsEnded_andOneThatIsUnderWayIsNot() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, "127.0.0.1", 0);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        KafkaProducer<String, String> lost =
            producer(kafka.bootstrapServers(), APPLICATION + "-lost");
        KafkaProducer<String, String> slow =
            producer(kafka.bootstrapServers(), APPLICATION + "-slow");
        HangingTransactions hanging =
            new HangingTransactions(
                admin,
                APPLICATION,
                List.of(TOPIC, "app-not-yet-there-changelog"),
                1_000,
                10_000,
                meters,
                key -> true)) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1))).all().get();
      lost.initTransactions();
      leaveOpen(kafka.bootstrapServers(), admin, APPLICATION + "-lost");
      slow.initTransactions();
      slow.beginTransaction();
      slow.send(new ProducerRecord<>(TOPIC, UNDER_WAY.partition(), null, "not yet")).get();
      assertThat(readable(admin, HANGING)).isZero();

      hanging.start();
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(readable(admin, HANGING)).isEqualTo(2));
      assertThat(meters.counter("cmq.hanging.transactions.aborted").count()).isEqualTo(1);
      assertThat(readable(admin, UNDER_WAY)).isZero();
      slow.commitTransaction();
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(readable(admin, UNDER_WAY)).isEqualTo(2));
    }
  }

  @Test
  void itIsEndedAlthoughTheTopicOfCommittedPositionsMayNotBeLookedAt() throws Exception {
    try (GuardedKafka kafka = GuardedKafka.start(directory);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        KafkaProducer<String, String> lost =
            producer(kafka.bootstrapServers(), APPLICATION + "-lost");
        HangingTransactions hanging =
            new HangingTransactions(
                admin, APPLICATION, List.of(TOPIC), 1_000, 10_000, meters, key -> true)) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(TOPIC, 2, (short) 1),
                  new NewTopic(Topic.GROUP_METADATA_TOPIC_NAME, 2, (short) 1)))
          .all()
          .get();
      lost.initTransactions();
      leaveOpen(kafka.bootstrapServers(), admin, APPLICATION + "-lost");
      admin.createAcls(List.of(onlyForSomebodyElse(Topic.GROUP_METADATA_TOPIC_NAME))).all().get();

      hanging.start();
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(readable(admin, HANGING)).isEqualTo(2));
    }
  }

  private static AclBinding onlyForSomebodyElse(String topic) {
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
        new AccessControlEntry("User:else", "*", AclOperation.ALL, AclPermissionType.ALLOW));
  }

  private static KafkaProducer<String, String> producer(String servers, String id) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", servers, "transactional.id", id),
        new StringSerializer(),
        new StringSerializer());
  }

  private static void leaveOpen(String servers, Admin admin, String id) throws Exception {
    ConfigResource brokers = new ConfigResource(ConfigResource.Type.BROKER, "");
    ConfigEntry trusting = new ConfigEntry("transaction.partition.verification.enable", "false");
    admin
        .incrementalAlterConfigs(
            Map.of(brokers, List.of(new AlterConfigOp(trusting, AlterConfigOp.OpType.SET))))
        .all()
        .get();
    TransactionDescription known = admin.describeTransactions(List.of(id)).description(id).get();
    MemoryRecords records =
        MemoryRecords.withTransactionalRecords(
            Compression.NONE,
            known.producerId(),
            (short) known.producerEpoch(),
            0,
            new SimpleRecord("lost".getBytes(UTF_8)));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(produce(servers, id, records)).isEqualTo(Errors.NONE));
  }

  private static Errors produce(String servers, String id, MemoryRecords records)
      throws IOException {
    ProduceRequestData.TopicProduceDataCollection topics =
        new ProduceRequestData.TopicProduceDataCollection();
    topics.add(
        new ProduceRequestData.TopicProduceData()
            .setName(TOPIC)
            .setPartitionData(
                List.of(
                    new ProduceRequestData.PartitionProduceData()
                        .setIndex(HANGING.partition())
                        .setRecords(records))));
    ProduceRequestData request =
        new ProduceRequestData()
            .setTransactionalId(id)
            .setAcks((short) -1)
            .setTimeoutMs(5_000)
            .setTopicData(topics);
    RequestHeader header = new RequestHeader(ApiKeys.PRODUCE, BEFORE_KIP_890_PART_2, "test", 1);
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
