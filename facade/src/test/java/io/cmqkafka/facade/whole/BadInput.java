package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.ReceivedMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each mistake a client can make has its CMQ answer, and costs nobody else anything. */
@Execution(ExecutionMode.SAME_THREAD)
abstract class BadInput extends ApiSession {
  private static final String QUEUE = "bad-input";

  BadInput(TestedServer server) {
    super(server);
  }

  @BeforeEach
  void createQueue() {
    if (server.queues().find(QUEUE).isEmpty()) {
      api.create(QUEUE);
    }
  }

  @AfterEach
  void theServerServesAllTheSame() {
    api.send(QUEUE, "fine");
    api.delete(QUEUE, api.receive(QUEUE));
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake(4000, 10430, "DanceQueue", "queueName", QUEUE),
        mistake(4100, 10030, "SendMessage", "queueName", QUEUE, "msgBody", "x", "Signature", "no"),
        mistake(
            4100,
            10270,
            "SendMessage",
            "queueName",
            QUEUE,
            "msgBody",
            "x",
            "SecretId",
            "AKIDnobody"),
        mistake(
            4000, 10450, "SendMessage", "queueName", QUEUE, "msgBody", "x", "SecretId", "nobody"),
        mistake(
            4100,
            10030,
            "SendMessage",
            "queueName",
            QUEUE,
            "msgBody",
            "x",
            "Timestamp",
            "1500000000"),
        mistake(4000, 10390, "SendMessage", "msgBody", "x"),
        mistake(4000, 10390, "SendMessage", "queueName", QUEUE),
        mistake(4000, 10020, "SendMessage", "queueName", "1 not a name", "msgBody", "x"),
        mistake(4440, 10100, "SendMessage", "queueName", "nowhere", "msgBody", "x"),
        mistake(4000, 10120, "SendMessage", "queueName", QUEUE, "msgBody", ""),
        mistake(4400, 10230, "SendMessage", "queueName", QUEUE, "msgBody", "x".repeat(65_537)),
        mistake(
            4000, 10692, "SendMessage", "queueName", QUEUE, "msgBody", "x", "delaySeconds", "3601"),
        mistake(
            4000, 10360, "SendMessage", "queueName", QUEUE, "msgBody", "x", "delaySeconds", "soon"),
        mistake(4000, 10370, "BatchSendMessage", seventeen("msgBody")),
        mistake(4000, 10370, "BatchDeleteMessage", seventeen("receiptHandle")),
        mistake(
            4000,
            10380,
            "BatchSendMessage",
            "queueName",
            QUEUE,
            "msgBody.1",
            "x",
            "msgBody.3",
            "y"),
        mistake(4000, 10380, "BatchSendMessage", "queueName", QUEUE, "msgBody.2", "x"),
        mistake(4000, 10370, "BatchSendMessage", "queueName", QUEUE),
        mistake(4000, 10350, "BatchReceiveMessage", "queueName", QUEUE, "numOfMsg", "17"),
        mistake(4000, 10390, "BatchReceiveMessage", "queueName", QUEUE),
        mistake(4000, 10350, "ReceiveMessage", "queueName", QUEUE, "pollingWaitSeconds", "-1"),
        mistake(4000, 10350, "CreateQueue", "queueName", "never", "visibilityTimeout", "0"),
        mistake(4000, 10350, "SetQueueAttributes", "queueName", QUEUE, "maxMsgHeapNum", "1"),
        mistake(4000, 10390, "RewindQueue", "queueName", QUEUE),
        mistake(4000, 10470, "DeleteMessage", "queueName", QUEUE, "receiptHandle", "../../etc"),
        mistake(
            4000, 10470, "DeleteMessage", "queueName", QUEUE, "receiptHandle", "x".repeat(10_000)));
  }

  @ParameterizedTest(name = "{1} {2} {3}")
  @MethodSource("mistakes")
  void aMistakeHasItsError(int code, int module, String action, String[] params) {
    Api.assertError(api.answer(action, params), code, module);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"})
  void onlyGetAndPostAreMethods(String method) throws Exception {
    HttpResponse<String> answer =
        http(HttpRequest.newBuilder(page()).method(method, BodyPublishers.ofString("x=y")));
    assertThat(answer.statusCode()).isEqualTo(200);
    if (!method.equals("HEAD")) {
      assertThat(answer.body()).contains("\"code\":4000").contains("(10410)").contains(method);
    }
  }

  @Test
  void aRequestThatIsTooLargeIsRefused() throws Exception {
    HttpResponse<String> answer =
        http(
            HttpRequest.newBuilder(page())
                .POST(BodyPublishers.ofString("msgBody=" + "x".repeat(5 << 20))));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"code\":4000").contains("(10420)");
  }

  @Test
  void anythingElseThanAFormIsRefused() throws Exception {
    for (String body : List.of("", "{\"Action\":\"ListQueue\"}", "%%%%", "\u0000\u0001", "&&&=")) {
      HttpResponse<String> answer =
          http(HttpRequest.newBuilder(page()).POST(BodyPublishers.ofString(body)));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("\"code\":4000").doesNotContain("Exception");
    }
  }

  @Test
  void onlyTheNewestHandleInTimeAndOfThisQueueDeletes() {
    api.create("handles", "visibilityTimeout", "1");
    api.create("other-handles");
    api.send("handles", "x");
    ReceivedMessage first = api.receive("handles");
    Api.assertError(api.deleteAnswer("other-handles", first.receiptHandle()), 4430, 10260);

    ReceivedMessage second = api.receive("handles", 20);
    assertThat(second.dequeueCount()).isEqualTo(2);
    Api.assertError(api.deleteAnswer("handles", first.receiptHandle()), 4430, 10260);

    org.awaitility.Awaitility.await().until(() -> api.attribute("handles", "activeMsgNum") == 1);
    Api.assertError(api.deleteAnswer("handles", second.receiptHandle()), 4430, 10260);

    api.set("handles", "visibilityTimeout", "30");
    ReceivedMessage third = api.receive("handles");
    String forged = flipped(third.receiptHandle());
    Api.assertError(api.deleteAnswer("handles", forged), 4430, 10260);
    api.delete("handles", third);
    Api.assertError(api.deleteAnswer("handles", third.receiptHandle()), 4430, 10260);
  }

  private static Arguments mistake(int code, int module, String action, String... params) {
    return Arguments.of(code, module, action, params);
  }

  private static String[] seventeen(String array) {
    List<String> params = new ArrayList<>(List.of("queueName", QUEUE));
    for (int i = 1; i <= 17; i++) {
      params.add(array + "." + i);
      params.add("x");
    }
    return params.toArray(String[]::new);
  }

  /** The handle with one letter of its inside changed. */
  private static String flipped(String handle) {
    char letter = handle.charAt(8);
    return handle.substring(0, 8) + (letter == 'A' ? 'B' : 'A') + handle.substring(9);
  }

  private URI page() {
    return URI.create(server.url() + "/v2/index.php");
  }

  private static HttpResponse<String> http(HttpRequest.Builder request) throws Exception {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(request.build(), BodyHandlers.ofString());
  }
}
