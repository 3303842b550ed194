package io.cmqkafka.facade.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cmqkafka.DeleteOutcome;
import io.cmqkafka.Message;
import io.cmqkafka.Received;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageActionsTest {
  private final FakeQueues queues =
      new FakeQueues()
          .add("q", QueueAttributes.DEFAULTS)
          .add("polled", new QueueAttributes(1_000_000, 7, 30, 65_536, 60, 0));
  private final Caller caller = new Caller(queues);

  @Test
  void send_answersTheId() {
    assertThat(caller.call("SendMessage", "queueName=q", "msgBody=a b+c&=%@", "delaySeconds=3600"))
        .isEqualTo("{\"code\":0,\"message\":\"\",\"msgId\":\"281474976710656\"}");
    assertThat(queues.asked).containsExactly("send q a b+c&=%@ in 3600");
  }

  @Test
  void send_takesABlankBodyAndNoDelay() {
    caller.call("SendMessage", "queueName=q", "msgBody= ", "delaySeconds=");
    assertThat(queues.asked).containsExactly("send q   in 0");
  }

  @Test
  void batchSend_answersTheIdsInNumericOrder() {
    assertThat(
            caller.call(
                "BatchSendMessage",
                "queueName=q",
                "msgBody.10=k",
                "msgBody.2=c",
                "msgBody.0=a",
                "msgBody.1=b",
                "msgBody.3=d",
                "msgBody.4=e",
                "msgBody.5=f",
                "msgBody.6=g",
                "msgBody.7=h",
                "msgBody.8=i",
                "msgBody.9=j"))
        .startsWith(
            "{\"code\":0,\"message\":\"\",\"msgList\":[{\"msgId\":\"281474976710656\"},"
                + "{\"msgId\":\"281474976710657\"},");
    assertThat(queues.asked)
        .startsWith("send q a in 0", "send q b in 0", "send q c in 0")
        .endsWith("send q k in 0");
  }

  @ParameterizedTest
  @CsvSource({
    "q, '', 0",
    "polled, '', 7",
    "polled, pollingWaitSeconds=, 7",
    "polled, pollingWaitSeconds=0, 0",
    "polled, pollingWaitSeconds=3, 3",
    "polled, pollingWaitSeconds=30000, 30",
    "polled, pollingWaitSeconds=99999999999999999999, 30",
    "polled, UserpollingWaitSeconds=30000, 7"
  })
  void receive_waitsAsAskedOrAsTheQueueSays(String queue, String wait, int seconds) {
    String waitParam = wait.isEmpty() ? "x=y" : wait;
    caller.call("ReceiveMessage", "queueName=" + queue, waitParam);
    caller.call("BatchReceiveMessage", "queueName=" + queue, "numOfMsg=16", waitParam);
    assertThat(queues.asked)
        .containsExactly(
            "receive " + queue + " 1 within " + seconds,
            "receive " + queue + " 16 within " + seconds);
  }

  @Test
  void receive_answersSevenFields() {
    queues.received = received(message("中文 \"x\"\n"));
    String fields =
        "\"msgId\":\"281474976710663\",\"receiptHandle\":\"h-7\","
            + "\"msgBody\":\"中文 \\\"x\\\"\\n\",\"enqueueTime\":1700000000,"
            + "\"nextVisibleTime\":1700000040,\"firstDequeueTime\":1700000010,"
            + "\"dequeueCount\":2";
    assertThat(caller.call("ReceiveMessage", "queueName=q"))
        .isEqualTo("{\"code\":0,\"message\":\"\"," + fields + "}");
    assertThat(caller.call("BatchReceiveMessage", "queueName=q", "numOfMsg=2"))
        .isEqualTo("{\"code\":0,\"message\":\"\",\"msgInfoList\":[{" + fields + "}]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ReceiveMessage", "BatchReceiveMessage"})
  void receive_ofNothing_isNoMessage(String action) {
    assertThat(caller.call(action, "queueName=q", "numOfMsg=1"))
        .isEqualTo("{\"code\":7000,\"message\":\"(10200)no message\"}");
  }

  @Test
  void bodyThatIsNotUtf8_comesInBase64Too() {
    queues.received = received(message(new byte[] {'a', (byte) 0xFF, 'b'}));
    assertThat(caller.call("ReceiveMessage", "queueName=q"))
        .contains("\"msgBody\":\"a\uFFFDb\",\"msgBodyBase64\":\"Yf9i\",\"enqueueTime\"");
  }

  @Test
  void bodyWithAReplacementCharacterOfItsOwn_comesAsTextOnly() {
    queues.received = received(message("a\uFFFDb"));
    assertThat(caller.call("ReceiveMessage", "queueName=q"))
        .contains("\"msgBody\":\"a\uFFFDb\",\"enqueueTime\"");
  }

  @Test
  void bodyWithNulAndEmptyBody_areText() {
    queues.received = received(message("\u0000"), message(""));
    assertThat(caller.call("BatchReceiveMessage", "queueName=q", "numOfMsg=2"))
        .contains("\"msgBody\":\"\\u0000\",\"enqueueTime\"")
        .contains("\"msgBody\":\"\",\"enqueueTime\"");
  }

  @Test
  void waitingReceive_isGivenUp_whenTheClientGoesAway() {
    queues.received = new CompletableFuture<>();
    CompletableFuture<Answer> answer =
        caller.start("ReceiveMessage", "queueName=q", "pollingWaitSeconds=5");
    caller.onDisconnect.forEach(Runnable::run);
    assertThat(queues.received).isCancelled();
    assertThat(answer).isCompletedExceptionally();
  }

  @Test
  void receiveWithoutWait_isNotGivenUp() {
    queues.received = new CompletableFuture<>();
    caller.start("ReceiveMessage", "queueName=q", "pollingWaitSeconds=0");
    assertThat(caller.onDisconnect).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "DELETED, 0, ''",
    "INVALID, 4430, (10260)receipt handle is invalid",
    "MALFORMED, 4000, (10470)receiptHandle error"
  })
  void delete_answersWhatBecameOfTheHandle(DeleteOutcome outcome, int code, String message) {
    queues.outcomes = List.of(outcome);
    assertThat(caller.call("DeleteMessage", "queueName=q", "receiptHandle=h-1"))
        .isEqualTo("{\"code\":" + code + ",\"message\":\"" + message + "\"}");
    assertThat(queues.asked).containsExactly("delete q [h-1]");
  }

  @Test
  void batchDelete_ofGoodHandles_hasNoErrorList() {
    queues.outcomes = List.of(DeleteOutcome.DELETED, DeleteOutcome.DELETED);
    assertThat(batchDelete("receiptHandle.1=a", "receiptHandle.2=b"))
        .isEqualTo("{\"code\":0,\"message\":\"\"}");
    assertThat(queues.asked).containsExactly("delete q [a, b]");
  }

  @Test
  void batchDelete_listsFailuresOnly() {
    queues.outcomes =
        List.of(DeleteOutcome.INVALID, DeleteOutcome.DELETED, DeleteOutcome.MALFORMED);
    assertThat(batchDelete("receiptHandle.0=a", "receiptHandle.1=b", "receiptHandle.2=\"c"))
        .isEqualTo(
            "{\"code\":6010,\"message\":\"(10150)delete message partially failed\",\"errorList\":["
                + "{\"code\":4430,\"message\":\"(10260)receipt handle is invalid\","
                + "\"receiptHandle\":\"a\"},"
                + "{\"code\":4000,\"message\":\"(10470)receiptHandle error\","
                + "\"receiptHandle\":\"\\\"c\"}]}");
  }

  @Test
  void batchDelete_saysOfWhichHandlesNothingIsKnown() {
    queues.outcomes = List.of(DeleteOutcome.DELETED, DeleteOutcome.UNKNOWN);
    assertThat(batchDelete("receiptHandle.0=a", "receiptHandle.1=b"))
        .contains("{\"code\":6010,")
        .contains("\"errorList\":[{\"code\":6000,")
        .contains("\"receiptHandle\":\"b\"}]");
  }

  @Test
  void batchDelete_ofBadHandlesOnly_failsAltogether() {
    queues.outcomes = List.of(DeleteOutcome.INVALID);
    assertThat(batchDelete("receiptHandle.1=a"))
        .startsWith(
            "{\"code\":6020,\"message\":\"(10290)batch delete message failed\",\"errorList\":[{");
  }

  private String batchDelete(String first, String... more) {
    String[] params = new String[more.length + 2];
    params[0] = "queueName=q";
    params[1] = first;
    System.arraycopy(more, 0, params, 2, more.length);
    return caller.call("BatchDeleteMessage", params);
  }

  @Test
  void refusals_passThrough() {
    queues.received = CompletableFuture.failedFuture(new RefusedException(Refusal.OVERLOADED));
    assertThatThrownBy(() -> caller.start("ReceiveMessage", "queueName=q").join())
        .hasCause(new RefusedException(Refusal.OVERLOADED));
  }

  private static Message message(String body) {
    return message(body.getBytes(UTF_8));
  }

  private static CompletableFuture<Received> received(Message... messages) {
    return CompletableFuture.completedFuture(new Received(List.of(messages), reached -> {}));
  }

  private static Message message(byte[] body) {
    return new Message(
        new MessageId(0, 7),
        "h-7",
        body,
        1_700_000_000_999L,
        1_700_000_040_001L,
        1_700_000_010_500L,
        2);
  }
}
