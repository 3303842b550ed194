package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.push.RawEndpoint;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is published reaches HTTP endpoints, real ones, as long as it takes. */
abstract class Pushes extends ApiSession {
  private static final int PATIENCE_SECONDS = 40;

  private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
  private final CountDownLatch testIsOver = new CountDownLatch(1);

  Pushes(TestedServer server) {
    super(server);
  }

  @AfterEach
  void closeEndpoints() throws Exception {
    testIsOver.countDown();
    while (!toClose.isEmpty()) {
      toClose.pop().close();
    }
  }

  @Test
  void aPublicationIsPushedInCmqsForm() throws IOException {
    RawEndpoint json = endpoint(RawEndpoint.status(200));
    RawEndpoint raw = endpoint(RawEndpoint.status(204));
    api.call("CreateTopic", "topicName", "push-form");
    subscribe("push-form", "json", json.url());
    subscribe("push-form", "raw", raw.url(), "notifyContentFormat", "SIMPLIFIED");
    String id = publish("push-form", "grüße", "msgTag.1", "a", "msgTag.2", "b");
    awaitReceived(json, 1);
    awaitReceived(raw, 1);
    assertThat(json.received.get(0).head())
        .startsWith("POST /hook HTTP/1.1\r\n")
        .contains("\r\nx-cmq-message-id: " + id + "\r\n")
        .contains("\r\nx-cmq-message-tag: a, b\r\n");
    JsonNode body = new ObjectMapper().readTree(json.received.get(0).body());
    assertThat(body.get("topicName").textValue()).isEqualTo("push-form");
    assertThat(body.get("subscriptionName").textValue()).isEqualTo("json");
    assertThat(body.get("msgId").textValue()).isEqualTo(id);
    assertThat(body.get("msgBody").textValue()).isEqualTo("grüße");
    assertThat(body.get("publishTime").isIntegralNumber()).isTrue();
    assertThat(raw.received.get(0).bodyText()).isEqualTo("grüße");
    awaitMessages("push-form", "json", 0);
    assertThat(json.received).hasSize(1);
  }

  @Test
  void everyMessageIsPushedOnceWhileAllGoesWell() throws IOException {
    RawEndpoint endpoint = endpoint(RawEndpoint.status(200));
    api.call("CreateTopic", "topicName", "push-many");
    subscribe("push-many", "hook", endpoint.url(), "notifyContentFormat", "SIMPLIFIED");
    List<String> bodies = IntStream.range(0, 200).mapToObj(i -> "m" + i).toList();
    bodies.forEach(body -> publish("push-many", body));
    awaitReceived(endpoint, 200);
    awaitMessages("push-many", "hook", 0);
    assertThat(bodiesOf(endpoint)).containsExactlyInAnyOrderElementsOf(bodies);
  }

  @Test
  void aFailedPushIsTriedAgain_andHoldsUpWhatWasNotTriedYet() throws IOException {
    AtomicBoolean well = new AtomicBoolean();
    RawEndpoint endpoint = endpoint(out -> RawEndpoint.status(well.get() ? 200 : 500).answer(out));
    api.call("CreateTopic", "topicName", "push-again");
    subscribe("push-again", "hook", endpoint.url(), "notifyContentFormat", "SIMPLIFIED");
    String id = publish("push-again", "first");
    awaitReceived(endpoint, 1);
    publish("push-again", "second");
    // 1 s and 2 s after the failures before.
    awaitReceived(endpoint, 3);
    assertThat(bodiesOf(endpoint).subList(0, 3)).containsOnly("first");
    well.set(true);
    await()
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .until(() -> bodiesOf(endpoint).contains("second"));
    awaitMessages("push-again", "hook", 0);
    List<String> bodies = bodiesOf(endpoint);
    assertThat(bodies.indexOf("second")).isGreaterThan(bodies.lastIndexOf("first"));
    assertThat(endpoint.received.get(2).head()).contains("x-cmq-message-id: " + id);
    assertThat(server.metric("cmq_push_seconds_count", "outcome=\"5xx\"")).isGreaterThan(1);
  }

  @Test
  void theOwnerIsToldWhenAndWhyTheLastPushFailed() throws IOException {
    AtomicBoolean well = new AtomicBoolean();
    RawEndpoint endpoint = endpoint(out -> RawEndpoint.status(well.get() ? 200 : 503).answer(out));
    api.call("CreateTopic", "topicName", "push-why");
    subscribe("push-why", "hook", endpoint.url());
    assertThat(attributes("push-why", "hook").has("lastPushFailure")).isFalse();
    long before = System.currentTimeMillis() / 1_000;
    publish("push-why", "m");
    await()
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .until(() -> attributes("push-why", "hook").has("lastPushFailure"));
    JsonNode told = attributes("push-why", "hook");
    assertThat(told.get("lastPushFailure").textValue())
        .isEqualTo("the endpoint answered with status 503");
    long failedAt = told.get("lastPushFailureTime").longValue();
    assertThat(failedAt).isBetween(before, System.currentTimeMillis() / 1_000);
    int tries = told.get("lastPushFailureTries").intValue();
    assertThat(tries).isPositive();
    // 1, 2, 4 ... s.
    assertThat(told.get("lastPushFailureNextTime").longValue() - failedAt)
        .isEqualTo(1L << (tries - 1));
    assertThat(told.has("lastPushSuccessTime")).isFalse();
    well.set(true);
    await()
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .until(() -> attributes("push-why", "hook").has("lastPushSuccessTime"));
    JsonNode after = attributes("push-why", "hook");
    assertThat(after.get("lastPushSuccessTime").longValue())
        .isGreaterThanOrEqualTo(after.get("lastPushFailureTime").longValue());
  }

  @Test
  void anEndpointBeyondAsciiIsPushedToAsItWasWritten() throws IOException {
    RawEndpoint endpoint = endpoint(RawEndpoint.status(200));
    api.call("CreateTopic", "topicName", "push-unicode");
    subscribe("push-unicode", "hook", endpoint.url().replace("hook", "中文?值=é"));
    publish("push-unicode", "m");
    awaitReceived(endpoint, 1);
    assertThat(endpoint.received.get(0).head())
        .startsWith("POST /%E4%B8%AD%E6%96%87?%E5%80%BC=%C3%A9 HTTP/1.1\r\n");
  }

  @Test
  void pushesOfOneSubscriptionRunConcurrently() throws IOException {
    AtomicInteger atOnce = new AtomicInteger();
    CountDownLatch four = new CountDownLatch(4);
    RawEndpoint endpoint =
        endpoint(
            out -> {
              atOnce.incrementAndGet();
              four.countDown();
              four.await();
              RawEndpoint.status(200).answer(out);
            });
    api.call("CreateTopic", "topicName", "push-concurrent");
    subscribe("push-concurrent", "hook", endpoint.url());
    for (int i = 0; i < 4; i++) {
      publish("push-concurrent", "m" + i);
    }
    awaitReceived(endpoint, 4);
    awaitMessages("push-concurrent", "hook", 0);
    assertThat(atOnce).hasValue(4);
  }

  @Test
  void anEndpointThatHangsHoldsUpNobodyElse() throws IOException {
    RawEndpoint hanging = endpoint(out -> testIsOver.await());
    RawEndpoint quick = endpoint(RawEndpoint.status(200));
    api.call("CreateTopic", "topicName", "push-hanging");
    subscribe("push-hanging", "hanging", hanging.url());
    subscribe("push-hanging", "quick", quick.url());
    for (int i = 0; i < 50; i++) {
      publish("push-hanging", "m" + i);
    }
    awaitReceived(quick, 50);
    awaitMessages("push-hanging", "quick", 0);
  }

  @Test
  void afterUnsubscribingNothingIsPushed_andTheNameBeginsANewLife() throws IOException {
    RawEndpoint before = endpoint(RawEndpoint.status(500));
    api.call("CreateTopic", "topicName", "push-gone");
    subscribe("push-gone", "hook", before.url());
    publish("push-gone", "old");
    awaitReceived(before, 2);
    api.call("Unsubscribe", "topicName", "push-gone", "subscriptionName", "hook");
    RawEndpoint after = endpoint(RawEndpoint.status(200));
    await()
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .until(() -> subscribeAnswer("push-gone", "hook", after.url()) == 0);
    int pushed = before.received.size();
    publish("push-gone", "new");
    awaitReceived(after, 1);
    awaitMessages("push-gone", "hook", 0);
    assertThat(after.received.get(0).bodyText()).contains("\"new\"");
    assertThat(after.received).hasSize(1);
    // One may have been under way at the moment of the answer.
    assertThat(before.received.size()).isLessThanOrEqualTo(pushed + 1);
  }

  private RawEndpoint endpoint(RawEndpoint.Behaviour behaviour) throws IOException {
    RawEndpoint made = new RawEndpoint(behaviour);
    toClose.push(made);
    return made;
  }

  private void subscribe(String topic, String name, String endpoint, String... more) {
    api.call("Subscribe", subscription(topic, name, endpoint, more));
  }

  private int subscribeAnswer(String topic, String name, String endpoint) {
    return api.answer("Subscribe", subscription(topic, name, endpoint)).code();
  }

  private static String[] subscription(String topic, String name, String endpoint, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "topicName",
                topic,
                "subscriptionName",
                name,
                "protocol",
                "http",
                "endpoint",
                endpoint));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** The message's id. */
  private String publish(String topic, String body, String... more) {
    List<String> all = new ArrayList<>(List.of("topicName", topic, "msgBody", body));
    all.addAll(List.of(more));
    return api.call("PublishMessage", all.toArray(String[]::new)).tree().get("msgId").textValue();
  }

  private static List<String> bodiesOf(RawEndpoint endpoint) {
    return endpoint.received.stream().map(RawEndpoint.Received::bodyText).toList();
  }

  private static void awaitReceived(RawEndpoint endpoint, int count) {
    await()
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .until(() -> endpoint.received.size() >= count);
  }

  private void awaitMessages(String topic, String subscription, int count) {
    await()
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .until(() -> attributes(topic, subscription).get("msgCount").intValue() == count);
  }

  private JsonNode attributes(String topic, String subscription) {
    return api.call(
            "GetSubscriptionAttributes", "topicName", topic, "subscriptionName", subscription)
        .tree();
  }
}
