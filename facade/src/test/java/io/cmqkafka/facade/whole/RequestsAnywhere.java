package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.facade.bench.client.ReceivedMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Any request may go to any of two servers of a cluster. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class RequestsAnywhere {
  /** Enough for each server to decide about some of them, whatever their ids hash to. */
  private static final int QUEUES = 12;

  private final TestedServer one;
  private final TestedServer two;

  RequestsAnywhere(TestedServer one, TestedServer two) {
    this.one = one;
    this.two = two;
  }

  @Test
  @Order(1)
  void anyRequestMayGoToAnyServer() {
    try (Api first = new Api(one);
        Api second = new Api(two)) {
      for (int i = 0; i < QUEUES; i++) {
        String queue = "any-" + i;
        first.create(queue, "rewindSeconds", "600");
        first.send(queue, "sent to one");
        ReceivedMessage message = second.receive(queue, 20);
        assertThat(message.msgBody()).isEqualTo("sent to one");
        first.assertEmpty(queue);
        first.delete(queue, message);
        Api.assertError(second.deleteAnswer(queue, message.receiptHandle()), 4430, 10260);
        assertThat(second.attribute(queue, "rewindMsgNum")).isEqualTo(1);
        second.send(queue, "sent to two");
        second.delete(queue, first.receive(queue, 20));
        first.assertEmpty(queue);
      }
    }
  }

  @Test
  @Order(2)
  void aReceiveThatWaitsAtOneServerIsWokenByASendToTheOther() throws Exception {
    try (Api first = new Api(one)) {
      for (int i = 0; i < QUEUES; i++) {
        String queue = "woken-" + i;
        first.create(queue);
        awaitKnown(two, queue);
        awaitNobodyWaits(two);
        try (WaitingClient client = new WaitingClient(two, queue, 30)) {
          await().until(() -> two.pending() > 0);
          first.send(queue, "wake up");
          ReceivedMessage message = client.answer().messages().get(0);
          assertThat(message.msgBody()).isEqualTo("wake up");
          first.delete(queue, message);
        }
      }
    }
  }

  @Test
  @Order(3)
  void eachServerTellsOfTheWholeCluster() {
    try (Api first = new Api(one);
        Api second = new Api(two)) {
      String ofOne = first.call("QueryCluster").tree().get("instanceId").asText();
      String ofTwo = second.call("QueryCluster").tree().get("instanceId").asText();
      assertThat(ofOne).isNotEqualTo(ofTwo);
      for (Api api : List.of(first, second)) {
        // What is committed follows what is decided within a second or so.
        await()
            .atMost(60, TimeUnit.SECONDS)
            .untilAsserted(
                () -> {
                  JsonNode cluster = api.call("QueryCluster").tree();
                  assertThat(cluster.get("troubles")).isEmpty();
                  assertThat(cluster.get("processList"))
                      .extracting(process -> process.get("instanceId").asText())
                      .containsExactlyInAnyOrder(ofOne, ofTwo);
                  JsonNode commands = cluster.get("commands").get("partitionList");
                  assertThat(commands).hasSize(SeveralServersIT.COMMANDS_PARTITIONS);
                  assertThat(commands)
                      .extracting(partition -> partition.path("instanceId").asText())
                      .contains(ofOne, ofTwo)
                      .allMatch(owner -> owner.equals(ofOne) || owner.equals(ofTwo));
                  assertThat(commands)
                      .allMatch(partition -> partition.get("end").asLong() > 0)
                      .allMatch(
                          partition ->
                              partition.get("end").asLong() - partition.get("committed").asLong()
                                  < 1_000);
                  assertThat(cluster.get("kafka").get("brokerList")).hasSize(1);
                });
      }
    }
  }

  @Test
  @Order(3)
  void theCatalogIsOne() {
    try (Api first = new Api(one);
        Api second = new Api(two)) {
      String id = first.create("catalog");
      assertThat(second.attributes("catalog").get("queueId").textValue()).isEqualTo(id);
      Api.assertError(second.answer("CreateQueue", "queueName", "Catalog"), 4460, 10210);

      second.set("catalog", "visibilityTimeout", "77");
      await().until(() -> first.attribute("catalog", "visibilityTimeout") == 77);
      second.call("DeleteQueue", "queueName", "catalog");
      await()
          .until(() -> first.answer("GetQueueAttributes", "queueName", "catalog").code() == 4440);
    }
  }

  /** Brokers learn of a new topic a moment after the controller has made it. */
  @Test
  @Order(3)
  void whateverFollowsAnAnsweredCreationWorksOnBoth() {
    try (Api first = new Api(one);
        Api second = new Api(two)) {
      for (int i = 0; i < 3; i++) {
        for (Api next : List.of(first, second)) {
          String queue = "just-made-" + i + (next == first ? "-here" : "-there");
          first.create(queue, "rewindSeconds", "600");
          assertThat(next.attribute(queue, "activeMsgNum")).isZero();
          String now = Long.toString(System.currentTimeMillis() / 1_000);
          next.call("RewindQueue", "queueName", queue, "startConsumeTime", now);
          next.set(queue, "msgRetentionSeconds", "7200");
          next.send(queue, "at once");
          assertThat(next.receive(queue).msgBody()).isEqualTo("at once");
          next.createTopic(queue);
          first.create(queue + "-fed");
          next.subscribe(queue, queue + "-fed");
          next.publish(queue, "published at once");
          CmqAnswer pushed =
              next.subscribeAnswer(queue, "pushed", "http", "http://127.0.0.1:9/nobody");
          assertThat(pushed.code()).as(pushed.message()).isZero();
          next.unsubscribe(queue, "pushed");
          assertThat(next.take(queue + "-fed", 1)).containsExactly("published at once");
          next.call("DeleteQueue", "queueName", queue + "-fed");
          first.create(queue + "-unused");
          next.call("DeleteQueue", "queueName", queue + "-unused");
        }
      }
    }
  }

  @Test
  @Order(4)
  void racingCreationsOfANameHaveOneWinner() throws Exception {
    for (int round = 0; round < 5; round++) {
      String lower = "race-" + round;
      List<Integer> codes = new ArrayList<>();
      List<Thread> racers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        TestedServer at = i % 2 == 0 ? one : two;
        String name = i < 2 ? lower : lower.toUpperCase(java.util.Locale.ROOT);
        racers.add(
            new Thread(
                () -> {
                  try (Api api = new Api(at)) {
                    int code = api.answer("CreateQueue", "queueName", name).code();
                    synchronized (codes) {
                      codes.add(code);
                    }
                  }
                }));
      }
      racers.forEach(Thread::start);
      for (Thread racer : racers) {
        racer.join();
      }
      assertThat(codes).containsExactlyInAnyOrder(0, 4460, 4460, 4460);
    }
  }

  /** So that who waits next can be told from what was asked before. */
  static void awaitNobodyWaits(TestedServer server) {
    await().until(() -> server.pending() == 0);
  }

  static void awaitKnown(TestedServer server, String queue) {
    await().until(() -> server.queues().find(queue).isPresent());
  }
}
