package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.facade.bench.client.ReceivedMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Receives that wait, and queues of several partitions, whose receives wait in several places. */
@Execution(ExecutionMode.SAME_THREAD)
@ResourceLock(Counted.REQUESTS)
abstract class WaitingReceives extends ApiSession {
  private static final int PARTITIONS = 4;

  WaitingReceives(TestedServer server) {
    super(server);
  }

  @Test
  void aWaitThatFindsNothingEndsWithNoMessage() {
    api.create("nothing");
    Api.assertError(api.receiveAnswer("nothing", 1), 7000, 10200);
  }

  @Test
  void aReceiveWaitsAsLongAsTheQueueSaysUnlessItSaysItself() throws Exception {
    api.create("polling", "pollingWaitSeconds", "30");
    api.assertEmpty("polling");

    await().until(() -> server.pending() == 0);
    CompletableFuture<String> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try (Api other = new Api(server)) {
                return other
                    .call("ReceiveMessage", "queueName", "polling")
                    .messages()
                    .get(0)
                    .msgBody();
              }
            });
    await().until(() -> server.pending() > 0);
    api.send("polling", "here");
    assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo("here");

    api.set("polling", "pollingWaitSeconds", "0");
    Api.assertError(api.answer("ReceiveMessage", "queueName", "polling"), 7000, 10200);
  }

  @Test
  void waitingClientsAreServedInTheOrderInWhichTheyCame() throws Exception {
    api.create("in-turn");
    List<WaitingClient> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      clients.add(waiting("in-turn", 1, i));
    }
    for (int i = 0; i < 4; i++) {
      api.send("in-turn", "m" + i);
      assertThat(clients.get(i).answer().messages().get(0).msgBody()).isEqualTo("m" + i);
      clients.get(i).close();
    }
  }

  @Test
  void aDelayedMessageWakesAWaitingClientWhenItIsDue() throws Exception {
    api.create("due");
    api.sendDelayed("due", "later", 1);
    try (WaitingClient client = new WaitingClient(server, "due", 20)) {
      ReceivedMessage message = client.answer().messages().get(0);
      assertThat(message.firstDequeueTime()).isGreaterThanOrEqualTo(message.enqueueTime() + 1);
    }
  }

  @Test
  void anotherReceiversEndOfVisibilityWakesAWaitingClient() throws Exception {
    api.create("handed-on", "visibilityTimeout", "1");
    api.send("handed-on", "x");
    ReceivedMessage first = api.receive("handed-on");
    try (WaitingClient client = new WaitingClient(server, "handed-on", 20)) {
      ReceivedMessage second = client.answer().messages().get(0);
      assertThat(second.dequeueCount()).isEqualTo(2);
      assertThat(second.nextVisibleTime()).isGreaterThan(first.nextVisibleTime());
    }
  }

  @Test
  void aClientThatHangsUpWhileItWaitsTakesNoMessageWithIt() throws Exception {
    api.create("hung-up");
    WaitingClient gone = waiting("hung-up", 16);
    gone.close();
    awaitPending(0);

    api.send("hung-up", "for somebody else");
    ReceivedMessage message = api.receive("hung-up");
    assertThat(message.msgBody()).isEqualTo("for somebody else");
    assertThat(message.dequeueCount()).isEqualTo(1);
  }

  @Test
  void deletingAQueueEndsTheWaitsForIt() throws Exception {
    api.create("pulled-away");
    try (WaitingClient client = waiting("pulled-away", 1)) {
      api.call("DeleteQueue", "queueName", "pulled-away");
      Api.assertError(client.answer(), 4440, 10100);
    }
  }

  @Test
  void clearingAQueueEndsNoWait() throws Exception {
    api.create("cleared-away");
    try (WaitingClient client = waiting("cleared-away", 1)) {
      api.call("ClearQueue", "queueName", "cleared-away");
      api.send("cleared-away", "after all");
      assertThat(client.answer().messages().get(0).msgBody()).isEqualTo("after all");
    }
  }

  @Test
  void everyPartitionsMessagesAreReceivedInItsOrder() {
    create("partitions");
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      sent.add(api.send("partitions", "m" + i));
    }
    assertThat(sent.stream().map(WaitingReceives::partitionOf).distinct()).hasSize(PARTITIONS);

    List<ReceivedMessage> received = api.receiveAll("partitions", sent.size());
    assertThat(received)
        .extracting(ReceivedMessage::msgId)
        .containsExactlyInAnyOrderElementsOf(sent);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      int p = partition;
      List<Long> offsets =
          received.stream()
              .map(message -> Long.parseLong(message.msgId()))
              .filter(id -> id >> 48 == p + 1)
              .toList();
      assertThat(offsets).isNotEmpty().isSorted();
    }
    assertThat(api.attribute("partitions", "inactiveMsgNum")).isEqualTo(24);
    received.forEach(message -> api.delete("partitions", message));
    assertThat(api.attribute("partitions", "inactiveMsgNum")).isZero();
  }

  @Test
  void aWaitingClientIsWokenFromAnyPartition() throws Exception {
    create("any-partition");
    List<Long> wokenFrom = new ArrayList<>();
    for (int i = 0; i < PARTITIONS; i++) {
      try (WaitingClient client = waitingOnAllPartitions("any-partition", 1)) {
        // Sends go round, so each of them hits another partition.
        String id = api.send("any-partition", "m" + i);
        ReceivedMessage message = client.answer().messages().get(0);
        assertThat(message.msgId()).isEqualTo(id);
        assertThat(message.dequeueCount()).isEqualTo(1);
        wokenFrom.add(partitionOf(id));
        api.delete("any-partition", message);
      }
    }
    assertThat(wokenFrom).doesNotHaveDuplicates();
  }

  @Test
  void whatAWaitOnSeveralPartitionsGetsTooMuchGoesToOthersAtOnce() throws Exception {
    create("too-much");
    try (WaitingClient client = waitingOnAllPartitions("too-much", 16)) {
      List<String> sent = new ArrayList<>();
      for (int i = 0; i < 2 * PARTITIONS; i++) {
        sent.add(api.send("too-much", "m" + i));
      }
      CmqAnswer first = client.answer();
      List<String> received =
          new ArrayList<>(first.messages().stream().map(ReceivedMessage::msgId).toList());
      while (received.size() < sent.size()) {
        // A wait, because a release is on its way; shorter than the visibility of 30 s.
        ReceivedMessage message = api.receive("too-much", 5);
        assertThat(message.dequeueCount()).isEqualTo(1);
        received.add(message.msgId());
      }
      assertThat(received).containsExactlyInAnyOrderElementsOf(sent);
    }
  }

  @Test
  void aClientThatHangsUpGivesBackWhatItHadOnAllPartitions() throws Exception {
    create("given-back");
    WaitingClient gone = waitingOnAllPartitions("given-back", 16);
    gone.close();
    awaitPending(0);
    for (int i = 0; i < PARTITIONS; i++) {
      api.send("given-back", "m" + i);
    }
    List<ReceivedMessage> received = api.receiveAll("given-back", PARTITIONS);
    assertThat(received).extracting(ReceivedMessage::dequeueCount).containsOnly(1);
  }

  /** A client that the server has begun to let wait, and nobody else. */
  private WaitingClient waiting(String queue, int numOfMsg) {
    return waiting(queue, numOfMsg, 0);
  }

  private WaitingClient waiting(String queue, int numOfMsg, int others) {
    awaitPending(others);
    WaitingClient client = new WaitingClient(server, queue, numOfMsg, 30);
    awaitPending(others + 1);
    return client;
  }

  private WaitingClient waitingOnAllPartitions(String queue, int numOfMsg) {
    awaitPending(0);
    WaitingClient client = new WaitingClient(server, queue, numOfMsg, 30);
    // It takes one place, wherever it waits.
    awaitPending(1);
    await()
        .untilAsserted(
            () ->
                assertThat(server.metric("cmq_receives_waiting"))
                    .isGreaterThanOrEqualTo(PARTITIONS));
    return client;
  }

  /** Not only as many more: what was asked before may still be answered. */
  private void awaitPending(int count) {
    await().untilAsserted(() -> assertThat(server.pending()).isEqualTo(count));
  }

  private void create(String queue) {
    api.create(queue, "partitions", Integer.toString(PARTITIONS));
  }

  private static long partitionOf(String msgId) {
    return (Long.parseLong(msgId) >> 48) - 1;
  }
}
