package io.cmqkafka.facade.whole;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cmqkafka.NewQueue;
import io.cmqkafka.catalog.DeadLetterBinding;
import io.cmqkafka.catalog.DeadLetterLimit;
import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.ReceivedMessage;
import io.cmqkafka.queue.QueueAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Messages that are not consumed end in the dead-letter queue, once, and with nobody's help. */
@ResourceLock(Counted.DEAD_LETTERS)
abstract class DeadLetterEffects extends ApiSession {
  private static final int WAIT = 30;

  DeadLetterEffects(TestedServer server) {
    super(server);
  }

  @Test
  void whatIsReceivedTooOftenMovesWhenItsLastVisibilityEnds_withNobodyReceiving() {
    api.create("often-dlq", "visibilityTimeout", "600");
    api.create(
        "often", "visibilityTimeout", "600", "deadLetterPolicy", receivedTooOften("often-dlq", 2));
    double moved = server.metric("cmq_dead_letters_total");
    api.send("often", "consumed");
    api.delete("often", api.receive("often", WAIT));
    api.set("often", "visibilityTimeout", "3");
    api.send("often", "dead");
    assertThat(api.receive("often", WAIT).dequeueCount()).isEqualTo(1);
    assertThat(api.receive("often", WAIT).dequeueCount()).isEqualTo(2);

    ReceivedMessage letter = api.receive("often-dlq", WAIT);
    assertThat(letter.msgBody()).isEqualTo("dead");
    assertThat(letter.dequeueCount()).isEqualTo(1);
    await().until(() -> undeleted("often") == 0);
    api.assertEmpty("often");
    api.assertEmpty("often-dlq");
    assertThat(server.metric("cmq_dead_letters_total")).isEqualTo(moved + 1);
  }

  @Test
  void aMessageDeletedInItsLastVisibilityIsNotDead() {
    api.create("in-time-dlq", "visibilityTimeout", "600");
    api.create(
        "in-time",
        "visibilityTimeout",
        "6",
        "deadLetterPolicy",
        receivedTooOften("in-time-dlq", 1));
    api.send("in-time", "deleted in time");
    api.delete("in-time", api.receive("in-time", WAIT));
    api.send("in-time", "dead");
    api.receive("in-time", WAIT);
    assertThat(api.receive("in-time-dlq", WAIT).msgBody()).isEqualTo("dead");
    api.assertEmpty("in-time-dlq");
  }

  @Test
  void whatIsUnconsumedTooLongMoves_andWhatWasInFlightThenFollows() {
    api.create("old-dlq", "visibilityTimeout", "600");
    create("old", 8, "old-dlq", DeadLetterLimit.unconsumedTooLong(6));
    api.send("old", "in flight");
    api.receive("old", WAIT);
    api.send("old", "never received");
    assertThat(api.receive("old-dlq", WAIT).msgBody()).isIn("never received", "in flight");
    assertThat(api.receive("old-dlq", WAIT).msgBody()).isIn("never received", "in flight");
    await().until(() -> undeleted("old") == 0);
    api.assertEmpty("old-dlq");

    api.send("old", "consumed in time");
    api.delete("old", api.receive("old", WAIT));
    String id = api.send("old", "the next one");
    ReceivedMessage letter = api.receive("old-dlq", WAIT);
    assertThat(letter.msgBody()).isEqualTo("the next one");
    assertThat(api.headers("old-dlq", letter.msgId()))
        .containsEntry("cmq-moved-from", "old")
        .containsEntry("cmq-moved-id", id)
        .containsEntry("cmq-moved-because", "too old")
        .containsEntry("cmq-receive-count", "0");
  }

  @Test
  void manyMoveInOrder_eachOnce() {
    api.create("many-dlq", "visibilityTimeout", "600");
    create("many", 30, "many-dlq", DeadLetterLimit.unconsumedTooLong(2));
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      sent.add("m" + i);
      api.send("many", "m" + i);
    }
    await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> api.attribute("many-dlq", "activeMsgNum") == sent.size());
    assertThat(api.receiveAllBodies("many-dlq", sent.size())).isEqualTo(sent);
    await().until(() -> undeleted("many") == 0);
  }

  @Test
  void theRecordKeepsItsBytesAndHeaders_andTellsWhereAndWhyItDied() throws Exception {
    api.create("dead-bytes-dlq", "visibilityTimeout", "600");
    api.create(
        "dead-bytes",
        "visibilityTimeout",
        "1",
        "deadLetterPolicy",
        receivedTooOften("dead-bytes-dlq", 1));
    byte[] body = {0, -1, 65};
    Map<String, Object> kafka = Map.of("bootstrap.servers", server.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
      ProducerRecord<byte[], byte[]> record = new ProducerRecord<>("cmq.queue.dead-bytes", body);
      record.headers().add(new RecordHeader("trace", "abc".getBytes(UTF_8)));
      producer.send(record).get();
    }
    api.receive("dead-bytes", WAIT);
    api.receive("dead-bytes-dlq", WAIT);
    ConsumerRecord<byte[], byte[]> letter = firstRecord(kafka, "cmq.queue.dead-bytes-dlq");
    assertThat(letter.value()).isEqualTo(body);
    assertThat(
            StreamSupport.stream(letter.headers().spliterator(), false)
                .map(header -> header.key() + "=" + new String(header.value(), UTF_8)))
        .containsExactly(
            "trace=abc",
            "cmq-moved-from=dead-bytes",
            "cmq-moved-id=281474976710656",
            "cmq-moved-because=received too often",
            "cmq-receive-count=1",
            "cmq-sent-at=" + firstRecord(kafka, "cmq.queue.dead-bytes").timestamp(),
            "cmq-source=" + api.attributes("dead-bytes").get("queueId").textValue() + "/0:0:-1");
  }

  @Test
  void whatDiesWithoutADeadLetterQueueWaitsForOne() {
    api.create("first-dlq", "visibilityTimeout", "600");
    api.create("second-dlq", "visibilityTimeout", "600");
    api.create(
        "waits", "visibilityTimeout", "8", "deadLetterPolicy", receivedTooOften("first-dlq", 1));
    api.send("waits", "dead");
    api.receive("waits", WAIT);
    api.call("UnbindDeadLetterQueue", "queueName", "waits");
    await().atMost(30, TimeUnit.SECONDS).until(() -> server.metric("cmq_dead_letters_waiting") > 0);
    api.assertEmpty("waits");
    assertThat(api.attribute("waits", "inactiveMsgNum")).isEqualTo(1);

    api.set("waits", "deadLetterPolicy", receivedTooOften("second-dlq", 1));
    assertThat(api.receive("second-dlq", WAIT).msgBody()).isEqualTo("dead");
    await().until(() -> undeleted("waits") == 0);
    api.assertEmpty("first-dlq");
  }

  @Test
  void aDeadLetterQueueIsReportedListedAndKeptWhileItIsInUse() throws Exception {
    String dlq = api.create("bound-dlq");
    String source = api.create("bound", "deadLetterPolicy", receivedTooOften("bound-dlq", 3));
    JsonNode policy =
        new ObjectMapper().readTree(api.attributes("bound").get("deadLetterPolicy").textValue());
    assertThat(policy.get("deadLetterQueue").textValue()).isEqualTo(dlq);
    assertThat(policy.get("deadLetterQueueName").textValue()).isEqualTo("bound-dlq");
    assertThat(policy.get("policy").intValue()).isZero();
    assertThat(policy.get("maxReceiveCount").intValue()).isEqualTo(3);
    assertThat(api.attributes("bound-dlq").has("deadLetterPolicy")).isFalse();

    JsonNode sources =
        api.call("ListDeadLetterSourceQueues", "deadLetterQueueName", "bound-dlq").tree();
    assertThat(sources.get("totalCount").intValue()).isEqualTo(1);
    assertThat(sources.get("queueList").get(0).get("queueId").textValue()).isEqualTo(source);
    assertThat(sources.get("queueList").get(0).get("queueName").textValue()).isEqualTo("bound");

    Api.assertError(api.answer("DeleteQueue", "queueName", "bound-dlq"), 4000, 10750);
    api.call("UnbindDeadLetterQueue", "queueName", "bound");
    assertThat(api.attributes("bound").has("deadLetterPolicy")).isFalse();
    assertThat(
            api.call("ListDeadLetterSourceQueues", "deadLetterQueueName", "bound-dlq")
                .tree()
                .get("totalCount")
                .intValue())
        .isZero();
    api.call("DeleteQueue", "queueName", "bound-dlq");
  }

  @Test
  void policiesThatCannotBeAreRefused() {
    api.create("rules-dlq");
    api.create("rules", "deadLetterPolicy", receivedTooOften("rules-dlq", 1));
    refused(10730, "rules-new", receivedTooOften("rules-none", 1));
    refused(10740, "rules-new", receivedTooOften("rules", 1));
    refused(10720, "rules-new", unconsumedTooLong("rules-dlq", 345_601));
    Api.assertError(
        api.answer(
            "SetQueueAttributes",
            "queueName",
            "rules-dlq",
            "deadLetterPolicy",
            receivedTooOften("rules", 1)),
        4000,
        10740);
    Api.assertError(
        api.answer(
            "CreateQueue",
            "queueName",
            "rules-new",
            "msgRetentionSeconds",
            "300",
            "deadLetterPolicy",
            unconsumedTooLong("rules-dlq", 300)),
        4000,
        10720);
    api.create("rules-old", "deadLetterPolicy", unconsumedTooLong("rules-dlq", 300));
    Api.assertError(
        api.answer("SetQueueAttributes", "queueName", "rules-old", "msgRetentionSeconds", "300"),
        4000,
        10720);
    for (int i = 2; i < 6; i++) {
      api.create("rules-" + i, "deadLetterPolicy", receivedTooOften("rules-dlq", 1));
    }
    refused(10780, "rules-new", receivedTooOften("rules-dlq", 1));
    // What was refused has left nothing behind that stands in its own way.
    api.create("rules-new");
  }

  private static ConsumerRecord<byte[], byte[]> firstRecord(
      Map<String, Object> kafka, String topic) {
    try (var consumer =
        new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      return await()
          .until(() -> consumer.poll(Duration.ofMillis(100)).records(partition), r -> !r.isEmpty())
          .get(0);
    }
  }

  private void refused(int module, String queue, String policy) {
    Api.assertError(
        api.answer("CreateQueue", "queueName", queue, "deadLetterPolicy", policy), 4000, module);
  }

  private static String receivedTooOften(String deadLetterQueue, int maxReceiveCount) {
    return "{\"deadLetterQueue\":\"%s\",\"policy\":0,\"maxReceiveCount\":%d}"
        .formatted(deadLetterQueue, maxReceiveCount);
  }

  private static String unconsumedTooLong(String deadLetterQueue, int maxTimeToLive) {
    return "{\"deadLetterQueue\":\"%s\",\"policy\":1,\"maxTimeToLive\":%d}"
        .formatted(deadLetterQueue, maxTimeToLive);
  }

  /** With a time to live that is shorter than CMQ lets clients ask for. */
  private void create(
      String queue, int visibilityTimeout, String deadLetterQueue, DeadLetterLimit limit) {
    QueueAttributes attributes =
        new QueueAttributes(1_000_000, 0, visibilityTimeout, 65_536, 345_600, 0);
    server
        .queues()
        .create(
            new NewQueue(queue, attributes, new DeadLetterBinding(deadLetterQueue, limit), 1, null))
        .join();
  }

  private long undeleted(String queue) {
    JsonNode state = api.attributes(queue);
    return state.get("activeMsgNum").longValue() + state.get("inactiveMsgNum").longValue();
  }
}
