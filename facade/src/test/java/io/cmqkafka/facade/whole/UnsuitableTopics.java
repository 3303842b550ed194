package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kafka topics that somebody else has made, and that the server cannot work with. */
@ResourceLock(Counted.DEAD_LETTERS)
abstract class UnsuitableTopics extends KafkaSession {
  private static final String NOBODY = "http://127.0.0.1:1/";
  private static final int WAIT = 30;

  UnsuitableTopics(TestedServer server) {
    super(server);
  }

  @ParameterizedTest
  @CsvSource({
    "wide, 3, cleanup.policy, delete",
    "compacted, 1, cleanup.policy, compact",
    "small, 1, max.message.bytes, 1000",
    "forgetful, 1, retention.ms, 60000",
    "backdated, 1, message.timestamp.type, CreateTime"
  })
  void aTopicThatIsNoDeliveryTopicIsNotTakenOver(
      String name, int partitions, String setting, String value) throws Exception {
    api.createTopic("unfit-" + name);
    String topic = "cmq.delivery.unfit-" + name + ".s";
    kafka.create(topic, partitions, suitableBut(setting, value));
    CmqAnswer answer = api.subscribeAnswer("unfit-" + name, "s", "http", NOBODY);
    Api.assertError(answer, 4000, 10000);
    assertThat(answer.message()).contains("Kafka topic", "delivery");
    Api.assertError(
        api.answer(
            "GetSubscriptionAttributes", "topicName", "unfit-" + name, "subscriptionName", "s"),
        4000,
        10560);
    assertThat(setting(topic, setting)).isEqualTo(value);
  }

  @Test
  void aTopicThatIsAsADeliveryTopicShouldBeIsTakenOver() throws Exception {
    api.createTopic("unfit-fits");
    kafka.create("cmq.delivery.unfit-fits.s", 1, suitableBut("retention.ms", "-1"));
    CmqAnswer answer = api.subscribeAnswer("unfit-fits", "s", "http", NOBODY);
    assertThat(answer.code()).as(answer.message()).isZero();
    assertThat(setting("cmq.delivery.unfit-fits.s", "retention.ms")).isEqualTo("90000000");
  }

  @Test
  void namesThatKafkaCannotTellApartAreRefused() throws Exception {
    kafka.create("cmq_queue.collides", 1, Map.of());
    assertCollides(api.answer("CreateQueue", "queueName", "collides"));

    api.createTopic("collides");
    api.createTopic("collides_a");
    CmqAnswer first = api.subscribeAnswer("collides", "a_b", "http", NOBODY);
    assertThat(first.code()).as(first.message()).isZero();
    assertCollides(api.subscribeAnswer("collides_a", "b", "http", NOBODY));
  }

  private static void assertCollides(CmqAnswer answer) {
    Api.assertError(answer, 4000, 10000);
    assertThat(answer.message()).contains("'.' and '_'", "another name");
  }

  @ParameterizedTest
  @CsvSource({"compacted, cleanup.policy, compact", "small, max.message.bytes, 5000"})
  void aQueueWhoseTopicRefusesDeadLettersIsNoDeadLetterQueue(
      String name, String setting, String value) throws Exception {
    String queue = "unfit-dlq-" + name;
    kafka.create("native-unfit-dlq-" + name, 1, Map.of(setting, value));
    api.create(queue, "kafkaTopic", "native-unfit-dlq-" + name);
    String policy = policy(queue);
    assertUnfit(api.answer("CreateQueue", "queueName", queue + "-new", "deadLetterPolicy", policy));
    api.create(queue + "-source");
    assertUnfit(
        api.answer(
            "SetQueueAttributes", "queueName", queue + "-source", "deadLetterPolicy", policy));
    api.createTopic(queue);
    assertUnfit(api.subscribeAnswer(queue, "s", "http", NOBODY, "deadLetterQueue", queue));
    Api.assertError(api.answer("GetQueueAttributes", "queueName", queue + "-new"), 4440, 10100);
  }

  private static void assertUnfit(CmqAnswer answer) {
    Api.assertError(answer, 4000, 10000);
    assertThat(answer.message()).contains("cleanup.policy", "max.message.bytes");
  }

  @Test
  void lettersWaitForATopicThatWasCompactedLater_andMoveWhenItIsNot() throws Exception {
    kafka.create("native-later-compacted", 1, Map.of());
    api.create("later-compacted-dlq", "kafkaTopic", "native-later-compacted");
    api.create(
        "later-compacted",
        "visibilityTimeout",
        "1",
        "deadLetterPolicy",
        policy("later-compacted-dlq"));
    set("native-later-compacted", "cleanup.policy", "compact");
    double before = server.metric("cmq_dead_letters_refused_total");
    api.send("later-compacted", "dead");
    api.receive("later-compacted", WAIT);
    await()
        .atMost(WAIT, TimeUnit.SECONDS)
        .until(() -> server.metric("cmq_dead_letters_refused_total") > before);
    set("native-later-compacted", "cleanup.policy", "delete");
    assertThat(api.receive("later-compacted-dlq", WAIT).msgBody()).isEqualTo("dead");
  }

  @Test
  void aLetterThatIsTooLargeForATopicThatWasMadeSmallLaterHoldsUpNoOther() throws Exception {
    kafka.create("native-later-small", 1, Map.of());
    api.create("later-small-dlq", "kafkaTopic", "native-later-small");
    api.create(
        "later-small", "visibilityTimeout", "1", "deadLetterPolicy", policy("later-small-dlq"));
    set("native-later-small", "max.message.bytes", "1000");
    double before = server.metric("cmq_dead_letters_refused_total");
    List<String> bodies = List.of("first", "x".repeat(5_000), "last");
    for (String body : bodies) {
      api.send("later-small", body);
    }
    for (int i = 0; i < bodies.size(); i++) {
      api.receive("later-small", WAIT);
    }
    assertThat(api.take("later-small-dlq", 2)).containsExactly("first", "last");
    assertThat(server.metric("cmq_dead_letters_refused_total")).isEqualTo(before + 1);
  }

  private static String policy(String queue) {
    return "{\"deadLetterQueue\":\"" + queue + "\",\"policy\":0,\"maxReceiveCount\":1}";
  }

  private static Map<String, String> suitableBut(String setting, String value) {
    Map<String, String> settings =
        new java.util.HashMap<>(
            Map.of(
                "message.timestamp.type", "LogAppendTime",
                "cleanup.policy", "delete",
                "retention.ms", "86400000",
                "max.message.bytes", "1114112"));
    settings.put(setting, value);
    return settings;
  }

  private String setting(String topic, String name) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return kafka
        .admin
        .describeConfigs(List.of(resource))
        .all()
        .get()
        .get(resource)
        .get(name)
        .value();
  }

  /** And waits until the broker has it. */
  private void set(String topic, String name, String value) throws Exception {
    AlterConfigOp change =
        new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    kafka
        .admin
        .incrementalAlterConfigs(
            Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(change)))
        .all()
        .get();
    await().until(() -> value.equals(setting(topic, name)));
  }
}
