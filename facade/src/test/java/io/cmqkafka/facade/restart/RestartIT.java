package io.cmqkafka.facade.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.CmqAnswer;
import io.cmqkafka.facade.bench.CmqConnection;
import io.cmqkafka.facade.bench.Endpoint;
import io.cmqkafka.facade.bench.SignatureMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server is killed under load, at moments chosen by a seed, and started again on the same
 * files; afterwards everything is received and the history judged.
 *
 * <p>{@code -Drestart.rounds=N} kills more often, {@code -Drestart.seed=X} repeats the choices of
 * another run (not its timing).
 */
class RestartIT {
  private static final int ROUNDS = Integer.getInteger("restart.rounds", 2);
  private static final int CLIENTS = 6;
  private static final int LEAST_ANSWERS = 500;
  private static final int MOST_ANSWERS = 3_000;

  @TempDir Path directory;

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void whatWasAnsweredHoldsThroughKills() throws Exception {
    long seed = Long.getLong("restart.seed", System.nanoTime());
    System.out.println("restart.seed=" + seed);
    Random random = new Random(seed);
    History history = new History();
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(new Client("c" + i, random.nextLong(), history));
    }
    for (int round = 0; round < ROUNDS; round++) {
      try (ServerProcess server = ServerProcess.start(directory.resolve("data"))) {
        if (round == 0) {
          createQueues(server);
        }
        int enough = history.size() + LEAST_ANSWERS + random.nextInt(MOST_ANSWERS - LEAST_ANSWERS);
        List<Thread> working = new ArrayList<>();
        for (Client client : clients) {
          client.connect(server.url());
          Thread thread = new Thread(client::workUntilItBreaks);
          working.add(thread);
          thread.start();
        }
        await()
            .pollInterval(Duration.ofMillis(5))
            .atMost(2, TimeUnit.MINUTES)
            .until(() -> history.size() >= enough);
        server.kill();
        for (Thread thread : working) {
          thread.join();
        }
      }
    }
    try (ServerProcess server = ServerProcess.start(directory.resolve("data"))) {
      for (Client client : clients) {
        client.connect(server.url());
      }
      await()
          .atMost(2, TimeUnit.MINUTES)
          .until(
              () -> {
                for (Client client : clients) {
                  for (String queue : Client.QUEUES.keySet()) {
                    client.drain(queue);
                  }
                }
                return isEmpty(server);
              });
    }
    System.out.println(history);
    assertThat(history.surprises()).as("seed " + seed).isEmpty();
    for (Rule rule : Rule.ALL) {
      assertThat(rule.broken(history)).as("seed " + seed + ", " + history).isEmpty();
    }
  }

  private static void createQueues(ServerProcess server) throws IOException {
    try (CmqConnection connection = connect(server)) {
      for (Map.Entry<String, Integer> queue : Client.QUEUES.entrySet()) {
        CmqAnswer created =
            connection.call(
                "CreateQueue",
                Map.of("queueName", queue.getKey(), "visibilityTimeout", "" + queue.getValue()));
        assertThat(created.message()).isEmpty();
      }
    }
  }

  private static boolean isEmpty(ServerProcess server) throws IOException {
    try (CmqConnection connection = connect(server)) {
      long left = 0;
      for (String queue : Client.QUEUES.keySet()) {
        JsonNode state = connection.call("GetQueueAttributes", Map.of("queueName", queue)).tree();
        for (String count : List.of("activeMsgNum", "inactiveMsgNum", "delayMsgNum")) {
          left += state.get(count).longValue();
        }
      }
      return left == 0;
    }
  }

  private static CmqConnection connect(ServerProcess server) {
    return CmqConnection.to(
        Endpoint.of(server.url()),
        TestedServer.CREDENTIALS,
        SignatureMethod.HmacSHA1,
        Duration.ofSeconds(20));
  }
}
