package io.cmqkafka.facade.whole;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cmqkafka.Message;
import io.cmqkafka.NewQueue;
import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.facade.bench.client.ReceivedMessage;
import io.cmqkafka.queue.QueueAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

/** Every attribute and every action on a whole queue does what it says, not only as stored. */
abstract class AttributeEffects extends ApiSession {
  AttributeEffects(TestedServer server) {
    super(server);
  }

  @Test
  void aFullQueueTakesNoMoreUntilSomethingIsDeleted() {
    create("heap", new QueueAttributes(3, 0, 30, 65_536, 345_600, 0));
    api.send("heap", "1");
    Api.assertError(
        api.answer(
            "BatchSendMessage",
            "queueName",
            "heap",
            "msgBody.0",
            "2",
            "msgBody.1",
            "3",
            "msgBody.2",
            "4"),
        4410,
        10240);
    api.send("heap", "2");
    api.sendDelayed("heap", "3", 60);
    await().until(() -> counted("heap") == 3);
    Api.assertError(api.answer("SendMessage", "queueName", "heap", "msgBody", "4"), 4410, 10240);

    ReceivedMessage first = api.receive("heap");
    Api.assertError(api.answer("SendMessage", "queueName", "heap", "msgBody", "4"), 4410, 10240);
    api.delete("heap", first);
    await().until(() -> api.answer("SendMessage", "queueName", "heap", "msgBody", "4").ok());
    assertThat(api.receiveAllBodies("heap", 2)).containsExactly("2", "4");
  }

  @Test
  void tooManyInactiveMessagesHoldUpReceives() {
    api.create("inactive");
    for (int i = 0; i < OverEmbeddedKafkaIT.MAX_INACTIVE; i++) {
      api.send("inactive", "m" + i);
      api.receive("inactive");
    }
    api.send("inactive", "one more");
    Api.assertError(api.receiveAnswer("inactive", 0), 6070, 10690);
  }

  @Test
  void tooManyDelayedMessagesAreRefused() {
    api.create("delays");
    for (int i = 0; i < OverEmbeddedKafkaIT.MAX_DELAYED; i++) {
      api.sendDelayed("delays", "m" + i, 600);
    }
    // The limit counts messages that have arrived.
    await().until(() -> api.attribute("delays", "delayMsgNum") == OverEmbeddedKafkaIT.MAX_DELAYED);
    await()
        .untilAsserted(
            () ->
                Api.assertError(
                    api.answer(
                        "SendMessage",
                        "queueName",
                        "delays",
                        "msgBody",
                        "one more",
                        "delaySeconds",
                        "600"),
                    6070,
                    10690));
    api.send("delays", "without delay");
    await().until(() -> counted("delays") > OverEmbeddedKafkaIT.MAX_DELAYED);
    assertThat(api.attribute("delays", "delayMsgNum"))
        .isBetween((long) OverEmbeddedKafkaIT.MAX_DELAYED, OverEmbeddedKafkaIT.MAX_DELAYED + 10L);
  }

  @Test
  void aMessageIsInvisibleForTheTimeoutToTheMillisecond() {
    api.create("invisible", "visibilityTimeout", "600");
    api.send("invisible", "not again");
    api.receive("invisible");
    api.assertEmpty("invisible");

    api.create("visibility", "visibilityTimeout", "1");
    api.send("visibility", "again and again");
    Message first = receive("visibility", 20);
    Message second = receive("visibility", 20);
    assertThat(second.dequeueCount()).isEqualTo(2);
    assertThat(second.firstDequeueTimeMs()).isEqualTo(first.firstDequeueTimeMs());
    assertThat(second.nextVisibleTimeMs() - 1_000)
        .isGreaterThanOrEqualTo(first.nextVisibleTimeMs());

    api.set("visibility", "visibilityTimeout", "40");
    Message third = receive("visibility", 20);
    assertThat(third.dequeueCount()).isEqualTo(3);
    assertThat(third.nextVisibleTimeMs() - 40_000)
        .isGreaterThanOrEqualTo(second.nextVisibleTimeMs());
    Api.assertError(api.deleteAnswer("visibility", second.receiptHandle()), 4430, 10260);
    assertThat(api.deleteAnswer("visibility", third.receiptHandle()).ok()).isTrue();
  }

  @Test
  void bodiesAreMeasuredInBytes() {
    api.create("size", "maxMsgSize", "1024");
    api.send("size", "x".repeat(1_024));
    assertTooLarge("x".repeat(1_025));
    assertTooLarge("é".repeat(513));
    api.send("size", "é".repeat(512));
    api.set("size", "maxMsgSize", "2048");
    api.send("size", "x".repeat(1_025));
    await().until(() -> counted("size") == 3);
  }

  @Test
  void aMessageLivesAsLongAsTheRetentionAndNoLonger() {
    create("retention", new QueueAttributes(1_000_000, 0, 600, 65_536, 6, 0));
    api.send("retention", "received in time");
    api.send("retention", "never received");
    Message inTime = receive("retention", 20);
    long dies = inTime.enqueueTimeMs() + 6_000;

    await().atMost(40, TimeUnit.SECONDS).until(() -> counted("retention") == 0);
    assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(dies);
    api.assertEmpty("retention");
    Api.assertError(api.deleteAnswer("retention", inTime.receiptHandle()), 4430, 10260);

    api.send("retention", "young");
    assertThat(api.receive("retention").msgBody()).isEqualTo("young");
  }

  @Test
  void theCountsAndTimesOfAQueueAreRight() {
    long before = now();
    api.create("counts", "rewindSeconds", "600");
    for (int i = 0; i < 5; i++) {
      api.send("counts", "m" + i);
    }
    api.sendDelayed("counts", "delayed", 600);
    ReceivedMessage deleted = api.receive("counts");
    api.delete("counts", deleted);
    ReceivedMessage inactive = api.receive("counts");
    await().until(() -> counted("counts") == 5);

    JsonNode state = api.attributes("counts");
    assertThat(state.get("activeMsgNum").longValue()).isEqualTo(3);
    assertThat(state.get("inactiveMsgNum").longValue()).isEqualTo(1);
    assertThat(state.get("delayMsgNum").longValue()).isEqualTo(1);
    assertThat(state.get("rewindMsgNum").longValue()).isEqualTo(1);
    assertThat(state.get("rewindmsgNum").longValue()).isEqualTo(1);
    assertThat(state.get("minMsgTime").longValue()).isEqualTo(inactive.enqueueTime());
    assertThat(state.get("createTime").longValue()).isBetween(before, now());
    assertThat(state.get("lastModifyTime")).isEqualTo(state.get("createTime"));

    api.set("counts", "visibilityTimeout", "60");
    var changed = server.queues().find("counts").orElseThrow();
    assertThat(changed.lastModifyTimeMs()).isGreaterThan(changed.createTimeMs());
    assertThat(api.attribute("counts", "lastModifyTime"))
        .isEqualTo(changed.lastModifyTimeMs() / 1_000);
    assertThat(api.attribute("counts", "createTime"))
        .isEqualTo(state.get("createTime").longValue());
  }

  @Test
  void kafkaKeepsMessagesAsLongAsTheQueueMayNeedThem() throws Exception {
    api.create("kafka-retention", "msgRetentionSeconds", "3600", "rewindSeconds", "60");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", server.bootstrapServers()))) {
      assertThat(retentionMs(admin, "cmq.queue.kafka-retention")).isEqualTo("3600000");
      api.set("kafka-retention", "msgRetentionSeconds", "7200");
      await().until(() -> retentionMs(admin, "cmq.queue.kafka-retention").equals("7200000"));
      api.set("kafka-retention", "msgRetentionSeconds", "60");
      await().until(() -> retentionMs(admin, "cmq.queue.kafka-retention").equals("60000"));
    }
  }

  @Test
  void rewindingBringsBackWhatWasDeletedInOrderAndNothingElse() {
    api.create("rewind", "rewindSeconds", "600", "visibilityTimeout", "600");
    for (int i = 1; i <= 6; i++) {
      api.send("rewind", "m" + i);
    }
    List<ReceivedMessage> five =
        List.of(
            api.receive("rewind"),
            api.receive("rewind"),
            api.receive("rewind"),
            api.receive("rewind"),
            api.receive("rewind"));
    api.delete("rewind", five.get(3));
    api.delete("rewind", five.get(0));
    api.delete("rewind", five.get(1));
    assertThat(api.attribute("rewind", "rewindMsgNum")).isEqualTo(3);
    assertThat(rewound("rewind", api.attribute("rewind", "createTime"))).isEqualTo(3);

    rewind("rewind", api.attribute("rewind", "createTime"));
    assertThat(api.attribute("rewind", "rewindMsgNum")).isZero();
    assertThat(api.attribute("rewind", "inactiveMsgNum")).isEqualTo(2);
    assertThat(api.receiveAllBodies("rewind", 4)).containsExactly("m1", "m2", "m4", "m6");
    // What was in somebody's hands stays there.
    api.delete("rewind", five.get(2));
    api.delete("rewind", five.get(4));
    Api.assertError(api.deleteAnswer("rewind", five.get(0).receiptHandle()), 4430, 10260);
  }

  @Test
  void rewindingStartsAtTheGivenTime() {
    api.create("rewind-from", "rewindSeconds", "600");
    api.send("rewind-from", "early");
    long early = api.receive("rewind-from").enqueueTime();
    await().until(() -> now() > early);
    api.send("rewind-from", "late");
    ReceivedMessage late = api.receive("rewind-from");
    api.delete("rewind-from", late);
    // "early" is undeleted and older than "late": it bounds the valid range.
    Api.assertError(rewindAnswer("rewind-from", late.enqueueTime()), 4000, 10680);
    Api.assertError(rewoundAnswer("rewind-from", late.enqueueTime()), 4000, 10680);
    assertThat(rewound("rewind-from", early)).isEqualTo(1);
    assertThat(api.attribute("rewind-from", "minMsgTime")).isEqualTo(early);
    rewind("rewind-from", early);
    assertThat(api.receiveAllBodies("rewind-from", 1)).containsExactly("late");
  }

  @Test
  void whatARewindWouldBringBackIsCountedAndSeenInAllPartitions() {
    api.create("rewind-wide", "rewindSeconds", "600", "partitions", "3");
    for (int i = 0; i < 6; i++) {
      api.send("rewind-wide", "early");
    }
    List<ReceivedMessage> early = api.receiveAll("rewind-wide", 6);
    early.forEach(message -> api.delete("rewind-wide", message));
    long afterEarly = early.stream().mapToLong(ReceivedMessage::enqueueTime).max().getAsLong() + 1;
    await().until(() -> now() >= afterEarly);
    for (int i = 0; i < 9; i++) {
      api.send("rewind-wide", "late");
    }
    api.receiveAll("rewind-wide", 9).forEach(message -> api.delete("rewind-wide", message));
    assertThat(rewound("rewind-wide", api.attribute("rewind-wide", "createTime"))).isEqualTo(15);
    assertThat(rewound("rewind-wide", afterEarly)).isEqualTo(9);
    assertThat(rewindableBodies("rewind-wide", "time", Long.toString(afterEarly)))
        .hasSize(9)
        .containsOnly("late");
    rewind("rewind-wide", afterEarly);
    assertThat(rewound("rewind-wide", afterEarly)).isZero();
    assertThat(api.receiveAllBodies("rewind-wide", 9)).containsOnly("late");
  }

  @Test
  void rewindingIsRefusedWhereItMeansNothing() {
    api.create("no-rewind");
    Api.assertError(rewindAnswer("no-rewind", now()), 6050, 10670);
    Api.assertError(rewoundAnswer("no-rewind", now()), 6050, 10670);
    api.send("no-rewind", "gone for good");
    api.delete("no-rewind", api.receive("no-rewind"));
    assertThat(rewindableBodies("no-rewind")).isEmpty();
    api.create("rewind-range", "rewindSeconds", "600");
    Api.assertError(rewindAnswer("rewind-range", now() - 700), 4000, 10680);
    Api.assertError(rewindAnswer("rewind-range", now() + 700), 4000, 10680);
    Api.assertError(
        api.answer(
            "CreateQueue",
            "queueName",
            "rewind-too-long",
            "msgRetentionSeconds",
            "60",
            "rewindSeconds",
            "61"),
        4000,
        10700);
    Api.assertError(
        api.answer("SetQueueAttributes", "queueName", "rewind-range", "msgRetentionSeconds", "599"),
        4000,
        10700);
  }

  @Test
  void switchingRewindOffForgetsWhatWasDeleted() {
    api.create("rewind-off", "rewindSeconds", "600");
    api.send("rewind-off", "gone for good");
    api.delete("rewind-off", api.receive("rewind-off"));
    api.set("rewind-off", "rewindSeconds", "0");
    api.send("rewind-off", "also gone");
    api.delete("rewind-off", api.receive("rewind-off"));
    api.set("rewind-off", "rewindSeconds", "600");
    assertThat(api.attribute("rewind-off", "rewindMsgNum")).isZero();

    api.send("rewind-off", "back");
    api.delete("rewind-off", api.receive("rewind-off"));
    assertThat(rewindableBodies("rewind-off")).containsExactly("back");
    rewind("rewind-off", api.attribute("rewind-off", "createTime"));
    assertThat(api.receiveAllBodies("rewind-off", 1)).containsExactly("back");
  }

  @Test
  void clearingDropsEverythingOfTheQueueAndNothingElse() {
    api.create("clear");
    api.create("not-cleared");
    api.send("not-cleared", "stays");
    api.send("clear", "inactive");
    ReceivedMessage inactive = api.receive("clear");
    api.send("clear", "active");
    api.sendDelayed("clear", "delayed", 1);
    await().until(() -> counted("clear") == 3);

    api.call("ClearQueue", "queueName", "clear");
    assertThat(counted("clear")).isZero();
    api.assertEmpty("clear");
    Api.assertError(api.deleteAnswer("clear", inactive.receiptHandle()), 4430, 10260);
    api.send("clear", "new");
    assertThat(api.receive("clear").msgBody()).isEqualTo("new");
    assertThat(api.receive("not-cleared").msgBody()).isEqualTo("stays");
  }

  private void create(String queue, QueueAttributes attributes) {
    server.queues().create(new NewQueue(queue, attributes, 1, null)).join();
  }

  /** With times in milliseconds, which the wire does not have. */
  private Message receive(String queue, int waitSeconds) {
    var definition = server.queues().find(queue).orElseThrow();
    List<Message> messages = server.queues().receive(definition, 1, waitSeconds).join().messages();
    assertThat(messages).hasSize(1);
    return messages.get(0);
  }

  private long counted(String queue) {
    JsonNode state = api.attributes(queue);
    return state.get("activeMsgNum").longValue()
        + state.get("inactiveMsgNum").longValue()
        + state.get("delayMsgNum").longValue();
  }

  private void assertTooLarge(String body) {
    assertThat(body.getBytes(UTF_8).length).isGreaterThan(1_024);
    Api.assertError(api.answer("SendMessage", "queueName", "size", "msgBody", body), 4400, 10230);
  }

  private void rewind(String queue, long time) {
    assertThat(rewindAnswer(queue, time).message()).isEmpty();
  }

  /** How many messages a rewind would bring back. */
  private long rewound(String queue, long time) {
    CmqAnswer answer = rewoundAnswer(queue, time);
    assertThat(answer.message()).isEmpty();
    return answer.tree().get("rewoundMsgNum").longValue();
  }

  private CmqAnswer rewoundAnswer(String queue, long time) {
    return api.answer(
        "GetQueueAttributes", "queueName", queue, "startConsumeTime", Long.toString(time));
  }

  /** Of the messages that a rewind can bring back. */
  private List<String> rewindableBodies(String queue, String... from) {
    String[] asked =
        Stream.concat(Stream.of("queueName", queue, "state.1", "rewindable"), Stream.of(from))
            .toArray(String[]::new);
    // The rules by which messages can be looked at are in force a while after the start.
    await()
        .atMost(120, TimeUnit.SECONDS)
        .until(() -> api.answer("BrowseMessages", asked).code() != 6000);
    JsonNode found = api.call("BrowseMessages", asked).tree();
    assertThat(found.get("end").textValue()).isEqualTo("all_seen");
    List<String> bodies = new ArrayList<>();
    found.get("messages").forEach(message -> bodies.add(message.get("msgBody").textValue()));
    return bodies;
  }

  private CmqAnswer rewindAnswer(String queue, long time) {
    return api.answer("RewindQueue", "queueName", queue, "startConsumeTime", Long.toString(time));
  }

  private static String retentionMs(Admin admin, String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin
        .describeConfigs(List.of(resource))
        .all()
        .get()
        .get(resource)
        .get("retention.ms")
        .value();
  }

  private static long now() {
    return System.currentTimeMillis() / 1_000;
  }
}
