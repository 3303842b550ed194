package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.ReceivedMessage;
import io.cmqkafka.facade.push.RawEndpoint;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What clients do becomes visible in the numbers over time. */
abstract class NumbersOverTime extends ApiSession {
  private static final int PATIENCE_SECONDS = 120;

  NumbersOverTime(TestedServer server) {
    super(server);
  }

  @Test
  void ofAQueue() {
    api.create("numbers", "rewindSeconds", "3600", "visibilityTimeout", "3600");
    long before = System.currentTimeMillis() / 1_000;
    for (int i = 0; i < 5; i++) {
      api.send("numbers", "m" + i);
    }
    api.sendDelayed("numbers", "later", 3_600);
    ReceivedMessage deleted = api.receive("numbers");
    api.receive("numbers");
    api.delete("numbers", deleted);
    await()
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              JsonNode queue = queue("numbers");
              assertThat(sum(queue, "sendMsgNum")).isEqualTo(6);
              assertThat(sum(queue, "recvMsgNum")).isEqualTo(2);
              assertThat(sum(queue, "delMsgNum")).isEqualTo(1);
              assertThat(last(queue, "activeMsgNum")).isEqualTo(3);
              assertThat(last(queue, "inactiveMsgNum")).isEqualTo(1);
              assertThat(last(queue, "delayMsgNum")).isEqualTo(1);
              assertThat(last(queue, "rewindMsgNum")).isEqualTo(1);
              assertThat(last(queue, "oldestMsgAge"))
                  .isBetween(0L, System.currentTimeMillis() / 1_000 - before);
            });
    JsonNode answer = api.call("GetQueueNumbers", "queueName.1", "numbers").tree();
    assertThat(answer.get("since").longValue()).isLessThanOrEqualTo(before);
    assertThat(answer.get("firstTime").longValue() % 10).isZero();
  }

  @Test
  void ofAQueueThatIsEmptied_andOfOneThatNeverHadAMessage() {
    api.create("numbers-emptied");
    api.create("numbers-unused");
    api.send("numbers-emptied", "m");
    await()
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .until(() -> last(queue("numbers-emptied"), "activeMsgNum") == 1);
    api.take("numbers-emptied", 1);
    api.assertEmpty("numbers-emptied");
    await()
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              JsonNode queue = queue("numbers-emptied");
              assertThat(last(queue, "activeMsgNum")).isZero();
              assertThat(sum(queue, "recvNullMsgNum")).isEqualTo(1);
              assertThat(last(queue("numbers-unused"), "activeMsgNum")).isZero();
            });
  }

  @Test
  void ofDeadLetters() {
    api.create("numbers-letters");
    api.create(
        "numbers-dying",
        "visibilityTimeout",
        "1",
        "deadLetterPolicy",
        "{\"deadLetterQueue\":\"numbers-letters\",\"policy\":0,\"maxReceiveCount\":1}");
    api.send("numbers-dying", "m");
    api.receive("numbers-dying");
    await()
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              assertThat(sum(queue("numbers-dying"), "deadMsgNum")).isEqualTo(1);
              assertThat(last(queue("numbers-dying"), "inactiveMsgNum")).isZero();
              assertThat(sum(queue("numbers-letters"), "sendMsgNum")).isEqualTo(1);
              assertThat(last(queue("numbers-letters"), "activeMsgNum")).isEqualTo(1);
            });
  }

  @Test
  void ofATopicAndItsSubscriptions() throws Exception {
    try (NativeKafka kafka = new NativeKafka(server);
        RawEndpoint takes = new RawEndpoint(RawEndpoint.status(200));
        RawEndpoint fails = new RawEndpoint(RawEndpoint.status(500))) {
      kafka.create("native-numbers", 1, Map.of("max.message.bytes", "1000"));
      api.createTopic("numbers-topic");
      api.create("numbers-fed");
      api.subscribe("numbers-topic", "numbers-fed");
      api.create("numbers-gone");
      api.subscribe("numbers-topic", "numbers-gone");
      api.call("DeleteQueue", "queueName", "numbers-gone");
      subscribe("takes", "http", takes.url());
      subscribe("fails", "http", fails.url());
      subscribe("copied", "kafka", "native-numbers");
      api.publish("numbers-topic", "one");
      api.publish("numbers-topic", "two");
      api.publish("numbers-topic", "large".repeat(1_000));
      await()
          .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .untilAsserted(
              () -> {
                JsonNode topic =
                    api.call("GetTopicNumbers", "topicName.1", "numbers-topic")
                        .tree()
                        .get("topicList")
                        .get(0);
                assertThat(sum(topic, "publishMsgNum")).isEqualTo(3);
                // Three pushed, and copies: three and two.
                assertThat(sum(topic, "pushMsgNum")).isEqualTo(8);
                assertThat(sum(topic, "pushFailNum")).isGreaterThan(4);
                assertThat(sum(queue("numbers-fed"), "sendMsgNum")).isEqualTo(3);
                JsonNode subscriptions =
                    api.call(
                            "GetSubscriptionNumbers",
                            "topicName",
                            "numbers-topic",
                            "subscriptionName.1",
                            "takes",
                            "subscriptionName.2",
                            "fails",
                            "subscriptionName.3",
                            "numbers-fed",
                            "subscriptionName.4",
                            "copied",
                            "subscriptionName.5",
                            "numbers-gone")
                        .tree()
                        .get("subscriptionList");
                assertThat(sum(subscriptions.get(0), "pushMsgNum")).isEqualTo(3);
                assertThat(sum(subscriptions.get(0), "pushFailNum")).isZero();
                assertThat(last(subscriptions.get(0), "msgCount")).isZero();
                assertThat(sum(subscriptions.get(1), "pushMsgNum")).isZero();
                assertThat(sum(subscriptions.get(1), "pushFailNum")).isPositive();
                assertThat(last(subscriptions.get(1), "msgCount")).isEqualTo(3);
                assertThat(sum(subscriptions.get(2), "pushMsgNum")).isEqualTo(3);
                assertThat(sum(subscriptions.get(2), "pushFailNum")).isZero();
                assertThat(last(subscriptions.get(2), "msgCount")).isZero();
                // One is larger than the Kafka topic takes.
                assertThat(sum(subscriptions.get(3), "pushMsgNum")).isEqualTo(2);
                assertThat(sum(subscriptions.get(3), "pushFailNum")).isEqualTo(1);
                assertThat(sum(subscriptions.get(4), "pushMsgNum")).isZero();
                assertThat(sum(subscriptions.get(4), "pushFailNum")).isEqualTo(3);
              });
      api.unsubscribe("numbers-topic", "fails");
    }
  }

  private void subscribe(String name, String protocol, String endpoint) {
    assertThat(api.subscribeAnswer("numbers-topic", name, protocol, endpoint).code()).isZero();
  }

  private JsonNode queue(String name) {
    return queue(api, name);
  }

  static JsonNode queue(Api api, String name) {
    return api.call("GetQueueNumbers", "queueName.1", name).tree().get("queueList").get(0);
  }

  static long sum(JsonNode numbers, String field) {
    long sum = 0;
    for (JsonNode number : numbers.get(field)) {
      sum += number.longValue();
    }
    return sum;
  }

  /** -1 while nothing is known. */
  static long last(JsonNode numbers, String field) {
    JsonNode all = numbers.get(field);
    return all.isEmpty() || all.get(all.size() - 1).isNull()
        ? -1
        : all.get(all.size() - 1).longValue();
  }
}
