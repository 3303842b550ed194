package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.qcloud.cmq.Account;
import com.qcloud.cmq.CMQServerException;
import com.qcloud.cmq.Message;
import com.qcloud.cmq.Queue;
import com.qcloud.cmq.QueueMeta;
import com.qcloud.cmq.entity.CmqResponse;
import io.cmqkafka.facade.TestedServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What a program does that uses Tencent's own Java SDK and knows nothing of this server. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = Counted.REQUESTS, mode = ResourceAccessMode.READ)
abstract class JavaSdkSession {
  private final String url;
  private final Account account;

  JavaSdkSession(TestedServer server) {
    url = server.url();
    account =
        new Account(
            server.url(),
            TestedServer.CREDENTIALS.secretId(),
            TestedServer.CREDENTIALS.secretKey());
  }

  @Test
  void aQueueHasTheAttributesItWasCreatedWithAndThoseItWasGivenLater() throws Exception {
    QueueMeta wanted = new QueueMeta();
    wanted.maxMsgHeapNum = 2_000_000;
    wanted.pollingWaitSeconds = 3;
    wanted.visibilityTimeout = 40;
    wanted.maxMsgSize = 2_048;
    wanted.msgRetentionSeconds = 3_600;
    wanted.rewindSeconds = 1_800;
    account.createQueue("sdk-attributes", wanted);
    Queue queue = account.getQueue("sdk-attributes");

    assertThat(queue.getQueueAttributes())
        .usingRecursiveComparison()
        .comparingOnlyFields(
            "maxMsgHeapNum",
            "pollingWaitSeconds",
            "visibilityTimeout",
            "maxMsgSize",
            "msgRetentionSeconds",
            "rewindSeconds")
        .isEqualTo(wanted);

    wanted.visibilityTimeout = 50;
    wanted.pollingWaitSeconds = 5;
    wanted.rewindSeconds = 3_600;
    queue.setQueueAttributes(wanted);
    QueueMeta changed = queue.getQueueAttributes();
    assertThat(changed.visibilityTimeout).isEqualTo(50);
    assertThat(changed.pollingWaitSeconds).isEqualTo(5);
    assertThat(changed.rewindSeconds).isEqualTo(3_600);
    assertThat(changed.maxMsgSize).isEqualTo(2_048);
    assertThat(changed.lastModifyTime).isGreaterThanOrEqualTo(changed.createTime);
  }

  @Test
  void aMessageIsSentReceivedAndDeleted() throws Exception {
    Queue queue = create("sdk-message");
    long before = System.currentTimeMillis() / 1_000;
    String msgId = queue.sendMessage("hello, 中文 + & = % @");

    Message message = queue.receiveMessage(10);
    assertThat(message.msgBody).isEqualTo("hello, 中文 + & = % @");
    assertThat(message.msgId).isEqualTo(msgId);
    assertThat(message.dequeueCount).isEqualTo(1);
    assertThat(message.enqueueTime).isBetween(before, System.currentTimeMillis() / 1_000);
    assertThat(message.firstDequeueTime)
        .isBetween(message.enqueueTime, System.currentTimeMillis() / 1_000);
    assertThat(message.nextVisibleTime).isEqualTo(message.firstDequeueTime + 30);
    assertThat(queue.getQueueAttributes().inactiveMsgNum).isEqualTo(1);

    queue.deleteMessage(message.receiptHandle);
    assertThat(queue.getQueueAttributes().inactiveMsgNum).isZero();
  }

  @Test
  void batchesKeepTheirOrder() throws Exception {
    Queue queue = create("sdk-batch");
    List<String> bodies = IntStream.range(0, 16).mapToObj(i -> "body " + i).toList();
    List<CmqResponse> sent = queue.batchSend(bodies);
    assertThat(sent).hasSize(16);

    List<Message> received = receive(queue, 10);
    received.addAll(receive(queue, 6));
    assertThat(received).extracting(message -> message.msgBody).isEqualTo(bodies);
    assertThat(received)
        .extracting(message -> message.msgId)
        .isEqualTo(sent.stream().map(CmqResponse::getMsgId).toList());

    queue.batchDeleteMessage(received.stream().map(message -> message.receiptHandle).toList());
    assertThat(queue.getQueueAttributes().inactiveMsgNum).isZero();
  }

  @Test
  void aDelayedMessageComesLater() throws Exception {
    Queue queue = create("sdk-delay");
    queue.sendMessage("later still 1", 3_600);
    queue.batchSendMessage(List.of("later still 2", "later still 3"), 3_600);
    queue.sendMessage("at once");

    assertThat(queue.receiveMessage(20).msgBody).isEqualTo("at once");
    assertError(() -> queue.receiveMessage(0), 7000, "(10200)no message");
    assertThat(queue.getQueueAttributes().delayMsgNum).isEqualTo(3);

    queue.sendMessage("later", 2);
    Message later = queue.receiveMessage(20);
    assertThat(later.msgBody).isEqualTo("later");
    assertThat(later.firstDequeueTime).isGreaterThanOrEqualTo(later.enqueueTime + 2);
    assertThat(queue.getQueueAttributes().delayMsgNum).isEqualTo(3);
  }

  @Test
  void deletedMessagesComeBackByRewinding() throws Exception {
    QueueMeta meta = new QueueMeta();
    meta.rewindSeconds = 3_600;
    account.createQueue("sdk-rewind", meta);
    Queue queue = account.getQueue("sdk-rewind");
    queue.batchSendMessage(List.of("one", "two", "three"));
    for (Message message : receive(queue, 3)) {
      queue.deleteMessage(message.receiptHandle);
    }
    QueueMeta state = queue.getQueueAttributes();
    assertThat(state.rewindmsgNum).isEqualTo(3);

    queue.rewindQueue(state.createTime);
    assertThat(receive(queue, 3))
        .extracting(message -> message.msgBody)
        .containsExactly("one", "two", "three");
  }

  @Test
  void queuesAreListedInPages() throws Exception {
    for (int i = 0; i < 5; i++) {
      create("sdk-listed-" + i);
    }
    List<String> names = new ArrayList<>();
    assertThat(account.listQueue("sdk-listed", 0, 3, names)).isEqualTo(5);
    assertThat(account.listQueue("sdk-listed", 3, 3, names)).isEqualTo(5);
    assertThat(names)
        .containsExactly(
            Stream.of(0, 1, 2, 3, 4).map(i -> "sdk-listed-" + i).toArray(String[]::new));
  }

  @Test
  void aDeletedQueueIsGone() throws Exception {
    Queue queue = create("sdk-deleted");
    queue.sendMessage("never read");
    account.deleteQueue("sdk-deleted");
    assertError(queue::getQueueAttributes, 4440, "(10100)queue is not existed, or deleted");
    assertError(() -> queue.sendMessage("too late"), 4440, "(10100)");
    assertError(() -> queue.receiveMessage(0), 4440, "(10100)");
    assertError(() -> account.deleteQueue("sdk-deleted"), 4440, "(10100)");
  }

  @Test
  void failuresHaveCmqsCodes() throws Exception {
    Queue queue = create("sdk-errors");
    assertError(() -> queue.receiveMessage(0), 7000, "(10200)no message");
    assertError(() -> queue.batchReceiveMessage(16, 0), 7000, "(10200)no message");
    assertError(
        () -> account.createQueue("sdk-errors", new QueueMeta()),
        4460,
        "(10210)queue is already existed");
    assertError(
        () -> account.createQueue("SDK-Errors", new QueueMeta()),
        4460,
        "(10210)queue is already existed");
    assertError(
        () -> account.getQueue("sdk-nowhere").sendMessage("x"),
        4440,
        "(10100)queue is not existed, or deleted");
    assertError(() -> queue.deleteMessage("not-a-handle"), 4000, "(10470)receiptHandle error");
    assertError(() -> queue.rewindQueue(1), 6050, "(10670)your queue cannot be rewinded");
    assertError(
        () -> queue.sendMessage("x".repeat(1_048_577)), 4400, "(10230)exceed maximum message size");
    assertError(
        () ->
            new Account(url, TestedServer.CREDENTIALS.secretId(), "wrong")
                .getQueue("sdk-errors")
                .sendMessage("x"),
        4100,
        "(10030)authentication failed");
  }

  @Test
  void aBatchDeleteSaysWhichHandlesFailed() throws Exception {
    Queue queue = create("sdk-batch-delete");
    queue.batchSendMessage(List.of("a", "b"));
    List<Message> messages = receive(queue, 2);
    String used = messages.get(0).receiptHandle;
    queue.deleteMessage(used);
    assertError(
        () -> queue.batchDeleteMessage(List.of(used, messages.get(1).receiptHandle)),
        6010,
        "delete message partially failed");
    assertError(
        () -> queue.batchDeleteMessage(List.of(used, messages.get(1).receiptHandle)),
        6020,
        "batch delete message failed");
  }

  /** In as many batches as it takes: those of one batch may arrive one after the other. */
  private static List<Message> receive(Queue queue, int count) throws Exception {
    List<Message> messages = new ArrayList<>();
    while (messages.size() < count) {
      messages.addAll(queue.batchReceiveMessage(count - messages.size(), 10));
    }
    return messages;
  }

  private Queue create(String name) throws Exception {
    account.createQueue(name, new QueueMeta());
    return account.getQueue(name);
  }

  private static void assertError(ThrowingCallable call, int code, String text) {
    CMQServerException error = catchThrowableOfType(CMQServerException.class, call);
    assertThat(error).as("code " + code + " expected").isNotNull();
    assertThat(error.toString()).contains(Integer.toString(code)).contains(text);
  }
}
