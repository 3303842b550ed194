package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.facade.bench.client.ReceivedMessage;
import io.cmqkafka.facade.embedded.EmbeddedKafka;
import io.cmqkafka.queue.Rules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two equal servers on one cluster: any request may go to any of them. */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SeveralServersIT {
  /** Enough for each server to decide about some of them, whatever their ids hash to. */
  private static final int QUEUES = 12;

  private static final int COMMANDS_PARTITIONS = 4;

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;
  private static TestedServer one;
  private static TestedServer two;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"), "127.0.0.1", 0);
    one = server("one");
    two = server("two");
    await()
        .atMost(60, TimeUnit.SECONDS)
        .until(
            () ->
                owned(one) > 0 && owned(two) > 0 && owned(one) + owned(two) == COMMANDS_PARTITIONS);
  }

  @AfterAll
  static void stop() {
    two.close();
    one.close();
    kafka.close();
  }

  /** A minute earlier than rules come into force for which processes must wait. */
  @Test
  @Order(0)
  void inANewCluster_theNewestRulesAreInForceFromTheBeginning() {
    await()
        .atMost(50, TimeUnit.SECONDS)
        .until(
            () ->
                one.metric("cmq_rules_version") == Rules.NEWEST.version()
                    && two.metric("cmq_rules_version") == Rules.NEWEST.version());
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
                  assertThat(commands).hasSize(COMMANDS_PARTITIONS);
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

  @Test
  @Order(5)
  void whenOneServerStopsTheOtherGoesOnWithEverything() throws Exception {
    List<String> queues = new ArrayList<>();
    List<ReceivedMessage> inHand = new ArrayList<>();
    try (Api first = new Api(one);
        Api second = new Api(two)) {
      for (int i = 0; i < QUEUES; i++) {
        String queue = "left-" + i;
        queues.add(queue);
        first.create(queue, "visibilityTimeout", "600");
        awaitKnown(two, queue);
        first.send(queue, "in hand");
        inHand.add(first.receive(queue, 20));
        first.send(queue, "deleted");
        second.delete(queue, second.receive(queue, 20));
        first.send(queue, "waiting");
        first.sendDelayed(queue, "delayed", 1);
      }
      first.create("nothing-left");
      awaitNobodyWaits(one);
      try (WaitingClient client = new WaitingClient(one, "nothing-left", 30)) {
        await().until(() -> one.pending() > 0);
        one.close();
        Api.assertError(client.answer(), 7000, 10200);
      }
      await().atMost(60, TimeUnit.SECONDS).until(() -> owned(two) == COMMANDS_PARTITIONS);
      // The fan-out's share is handed over on its own.
      await().atMost(60, TimeUnit.SECONDS).untilAsserted(two::assertReady);
      for (int i = 0; i < QUEUES; i++) {
        String queue = queues.get(i);
        List<String> rest = new ArrayList<>();
        rest.add(second.receive(queue, 20).msgBody());
        rest.add(second.receive(queue, 20).msgBody());
        assertThat(rest).containsExactlyInAnyOrder("waiting", "delayed");
        second.assertEmpty(queue);
        second.delete(queue, inHand.get(i));
      }
    }
  }

  private static TestedServer server(String name) {
    return TestedServer.start(
        directory.resolve(name),
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "push.allow", "127.0.0.1"));
  }

  private static int owned(TestedServer server) {
    return (int) server.metric("cmq_owned_partitions");
  }

  /** So that who waits next can be told from what was asked before. */
  private static void awaitNobodyWaits(TestedServer server) {
    await().until(() -> server.pending() == 0);
  }

  private static void awaitKnown(TestedServer server, String queue) {
    await().until(() -> server.queues().find(queue).isPresent());
  }
}
