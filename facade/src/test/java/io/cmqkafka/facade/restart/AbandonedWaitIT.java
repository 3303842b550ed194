package io.cmqkafka.facade.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.facade.bench.client.CmqConnection;
import io.cmqkafka.facade.bench.client.Endpoint;
import io.cmqkafka.facade.bench.client.SignatureMethod;
import io.cmqkafka.facade.embedded.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A process is killed while receives wait in it: no message is given to them any more. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class AbandonedWaitIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int PARTITIONS = 4;

  @TempDir Path directory;

  @Test
  void itsSuccessorOnTheSameDataGivesThemNothing() throws Exception {
    try (ServerProcess killed = ServerProcess.start(directory.resolve("data"), Map.of())) {
      create(killed.url());
      leaveWaiting(killed.url());
      killed.kill();
    }
    try (ServerProcess next = ServerProcess.start(directory.resolve("data"), Map.of())) {
      theNextMessageIsReceived(next.url());
      itIsNotTakenForItsPredecessor(next.url());
    }
  }

  @Test
  void anotherProcessOfTheClusterGivesThemUp() throws Exception {
    Map<String, String> settings =
        Map.of("commands.partitions", Integer.toString(PARTITIONS), "replication.factor", "1");
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), "127.0.0.1", 0);
        TestedServer stays =
            TestedServer.start(
                directory.resolve("stays"),
                Map.of(
                    "bootstrap.servers",
                    kafka.bootstrapServers(),
                    "commands.partitions",
                    Integer.toString(PARTITIONS)))) {
      Map<String, String> all = new HashMap<>(settings);
      all.put("bootstrap.servers", kafka.bootstrapServers());
      try (ServerProcess killed = ServerProcess.start(directory.resolve("killed"), all)) {
        create(killed.url());
        leaveWaiting(killed.url());
        killed.kill();
      }
      await().atMost(PATIENCE).until(() -> stays.metric("cmq_processes") == 1);
      // Before it has taken over, it knows of no receive that waits.
      await().atMost(PATIENCE).until(() -> stays.metric("cmq_owned_partitions") == PARTITIONS);
      await().atMost(PATIENCE).until(() -> stays.metric("cmq_receives_waiting") == 0);
      theNextMessageIsReceived(stays.url());
    }
  }

  private static void create(String url) throws IOException {
    try (CmqConnection api = connect(url)) {
      assertThat(
              api.call("CreateQueue", Map.of("queueName", "one", "visibilityTimeout", "600")).ok())
          .isTrue();
    }
  }

  /** Answers when the receive waits: a message that was sent before it is gone. */
  private static void leaveWaiting(String url) throws IOException {
    CompletableFuture.runAsync(
        () -> {
          try (CmqConnection connection = connect(url)) {
            while (true) {
              connection.receive("one", 1, 30);
            }
          } catch (IOException e) {
            // It was killed.
          }
        },
        task -> new Thread(task, "waiting-client").start());
    try (CmqConnection api = connect(url)) {
      api.send("one", List.of("first"), 0);
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  api.call("GetQueueAttributes", Map.of("queueName", "one"))
                          .tree()
                          .path("inactiveMsgNum")
                          .asLong()
                      == 1);
      // The receive after it has long begun to wait when so many others were answered.
      for (int turn = 0; turn < 50; turn++) {
        api.call("GetQueueAttributes", Map.of("queueName", "one"));
      }
    }
  }

  private static void theNextMessageIsReceived(String url) throws IOException {
    try (CmqConnection api = connect(url)) {
      assertThat(api.send("one", List.of("second"), 0).ok()).isTrue();
      CmqAnswer received = api.receive("one", 1, 30);
      assertThat(received.ok()).as(received.message()).isTrue();
      assertThat(received.messages().get(0).msgBody()).isEqualTo("second");
    }
  }

  private static void itIsNotTakenForItsPredecessor(String url) throws IOException {
    try (CmqConnection api = connect(url)) {
      JsonNode cluster = api.call("QueryCluster", Map.of()).tree();
      assertThat(cluster.get("processList")).hasSize(1);
      assertThat(cluster.findValuesAsText("instanceId"))
          .containsOnly(cluster.get("instanceId").textValue());
    }
  }

  private static CmqConnection connect(String url) {
    return CmqConnection.to(
        Endpoint.of(url), TestedServer.CREDENTIALS, SignatureMethod.HmacSHA1, PATIENCE);
  }
}
