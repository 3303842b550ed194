package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.facade.TestedServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Beyond a bound a request is refused at once, and what was taken before is served all the same.
 */
@Timeout(120)
class OverloadIT {
  private static final int PENDING = 8;
  private static final int WAITING = 6;

  /** Messages a second: the first 16 pass, the next ones half a minute later. */
  private static final String RATE = "1";

  @TempDir static Path directory;
  private static TestedServer server;

  @BeforeAll
  static void start() {
    server =
        TestedServer.start(
            directory,
            Map.of(
                "max.pending.requests", "" + PENDING,
                "queue.rate.limit", RATE,
                "topic.rate.limit", RATE));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void waitingReceivesLeaveRoomForTheRest_andAreServed() throws Exception {
    try (Api api = new Api(server)) {
      api.create("waiting");
      List<WaitingClient> clients = new ArrayList<>();
      for (int i = 0; i < WAITING; i++) {
        clients.add(new WaitingClient(server, "waiting", 30));
      }
      await().until(() -> server.pending() >= WAITING);
      Api.assertError(api.receiveAnswer("waiting", 30), 4420, 10250);
      for (int i = 0; i < WAITING; i++) {
        api.send("waiting", "m" + i);
      }
      List<String> received = new ArrayList<>();
      for (WaitingClient client : clients) {
        received.add(client.answer().messages().get(0).msgBody());
        client.close();
      }
      assertThat(received).containsExactlyInAnyOrder("m0", "m1", "m2", "m3", "m4", "m5");
    }
  }

  @Test
  void beyondTheRateOfAQueueSendsAreRefused_andItsMessagesAreThere() {
    try (Api api = new Api(server)) {
      api.create("busy");
      api.create("quiet");
      assertThat(batch(api, "SendMessage", "queueName", "busy")).isZero();
      Api.assertError(
          api.answer("SendMessage", "queueName", "busy", "msgBody", "one more"), 4420, 10250);
      api.send("quiet", "not concerned");
      assertThat(api.receiveAll("busy", 16)).hasSize(16);
      assertThat(api.attribute("busy", "qps")).isEqualTo(1);
    }
  }

  @Test
  void beyondTheRateOfATopicPublicationsAreRefused() {
    try (Api api = new Api(server)) {
      api.call("CreateTopic", "topicName", "busy");
      api.create("copies");
      api.call(
          "Subscribe",
          "topicName",
          "busy",
          "subscriptionName",
          "copies",
          "protocol",
          "queue",
          "endpoint",
          "copies",
          "notifyContentFormat",
          "SIMPLIFIED");
      assertThat(batch(api, "PublishMessage", "topicName", "busy")).isZero();
      Api.assertError(
          api.answer("PublishMessage", "topicName", "busy", "msgBody", "one more"), 4420, 10250);
      // Copies are not sent by a client, so the queue's own rate is not theirs.
      for (int i = 0; i < 16; i++) {
        api.receive("copies", 20);
      }
      assertThat(api.call("GetTopicAttributes", "topicName", "busy").tree().get("qps").longValue())
          .isEqualTo(1);
    }
  }

  private static int batch(Api api, String action, String nameOf, String name) {
    List<String> params = new ArrayList<>(List.of(nameOf, name));
    for (int i = 0; i < 16; i++) {
      params.addAll(List.of("msgBody." + i, "m" + i));
    }
    return api.answer("Batch" + action, params.toArray(String[]::new)).code();
  }
}
