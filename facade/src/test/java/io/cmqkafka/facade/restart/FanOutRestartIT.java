package io.cmqkafka.facade.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.facade.bench.client.CmqConnection;
import io.cmqkafka.facade.bench.client.ReceivedMessage;
import io.cmqkafka.facade.push.RawEndpoint;
import io.cmqkafka.facade.restart.PublicationHistory.Published;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server is killed while it copies and pushes, at moments chosen by a seed, and started again
 * on the same files; afterwards subscribers are asked what they got.
 *
 * <p>{@code -Drestart.rounds=N} kills more often, {@code -Drestart.seed=X} repeats the choices of
 * another run (not its timing).
 */
@Tag("nightly")
class FanOutRestartIT {
  private static final int ROUNDS = Integer.getInteger("restart.rounds", 2);
  private static final int PUBLISHERS = 6;
  private static final int LEAST_PUBLICATIONS = 300;
  private static final int MOST_PUBLICATIONS = 3_000;
  private static final long PUSH_MS = 20;

  /** What was under way when the server was killed is pushed again after this and a little. */
  private static final Map<String, String> PUSH_TIMEOUT = Map.of("push.timeout.ms", "2000");

  private static final String HOOK = "hook";
  private static final List<String> QUEUES = List.of("all", "all-too", "red");

  @TempDir Path directory;

  private final PublicationHistory history = new PublicationHistory();
  private final CountDownLatch never = new CountDownLatch(1);

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void whatWasPublishedArrivesThroughKills() throws Exception {
    long seed = Long.getLong("restart.seed", System.nanoTime());
    System.out.println("restart.seed=" + seed);
    Random random = new Random(seed);
    List<PublishingClient> publishers = new ArrayList<>();
    for (int i = 0; i < PUBLISHERS; i++) {
      publishers.add(new PublishingClient("p" + i, random.nextLong(), history));
    }
    try (RawEndpoint endpoint = new RawEndpoint(this::answerSlowly)) {
      for (int round = 0; round < ROUNDS; round++) {
        try (ServerProcess server = start()) {
          if (round == 0) {
            create(server, endpoint);
          }
          int enough =
              history.size()
                  + LEAST_PUBLICATIONS
                  + random.nextInt(MOST_PUBLICATIONS - LEAST_PUBLICATIONS);
          publishUntilKilled(server, publishers, enough);
        }
      }
      try (ServerProcess server = start()) {
        String last = publishLast(server, publishers.get(0));
        drain(server, last);
        awaitPushed(server, endpoint);
      }
      endpoint.received.forEach(push -> history.arrived(HOOK, push.bodyText()));
    }
    System.out.println(history);
    for (ArrivesAt rule :
        Stream.concat(
                QUEUES.stream().map(queue -> new ArrivesAt(queue, true)),
                Stream.of(new ArrivesAt(HOOK, false)))
            .toList()) {
      assertThat(rule.broken(history)).as("seed " + seed + ", " + history).isEmpty();
    }
  }

  private ServerProcess start() throws IOException, InterruptedException {
    return ServerProcess.start(directory.resolve("data"), PUSH_TIMEOUT);
  }

  private void publishUntilKilled(
      ServerProcess server, List<PublishingClient> publishers, int enough)
      throws InterruptedException {
    List<Thread> working = new ArrayList<>();
    for (PublishingClient publisher : publishers) {
      Thread thread = new Thread(() -> publisher.workUntilItBreaks(server.url()));
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

  private static String publishLast(ServerProcess server, PublishingClient publisher)
      throws IOException {
    try (CmqConnection connection = PublishingClient.connect(server.url())) {
      return publisher.publish(connection, 1, PublishingClient.TAGGED);
    }
  }

  private static void create(ServerProcess server, RawEndpoint endpoint) throws IOException {
    try (CmqConnection connection = PublishingClient.connect(server.url())) {
      call(connection, "CreateTopic", Map.of("topicName", PublishingClient.TOPIC));
      for (String queue : QUEUES) {
        // What was received stays invisible: nothing is deleted, and nothing comes twice.
        call(connection, "CreateQueue", Map.of("queueName", queue, "visibilityTimeout", "3600"));
        subscribe(connection, queue, Map.of("protocol", "queue", "endpoint", queue));
      }
      subscribe(
          connection,
          HOOK,
          Map.of(
              "protocol", "http", "endpoint", endpoint.url(), "notifyContentFormat", "SIMPLIFIED"));
    }
  }

  private static void subscribe(CmqConnection connection, String name, Map<String, String> more)
      throws IOException {
    Map<String, String> params = new HashMap<>(more);
    params.put("topicName", PublishingClient.TOPIC);
    params.put("subscriptionName", name);
    if (PublishingClient.TAGGED.contains(name)) {
      params.put("filterTag.1", name);
    }
    call(connection, "Subscribe", params);
  }

  /** Copies come in order, so all are there when the last one is. */
  private void drain(ServerProcess server, String last) {
    CompletableFuture.allOf(
            QUEUES.stream()
                .map(
                    queue ->
                        CompletableFuture.runAsync(
                            () -> drain(server, queue, last),
                            task -> new Thread(task, "drain").start()))
                .toArray(CompletableFuture[]::new))
        .join();
  }

  private void drain(ServerProcess server, String queue, String last) {
    try (CmqConnection connection = PublishingClient.connect(server.url())) {
      boolean lastCame = false;
      CmqAnswer answer = connection.receive(queue, 16, 20);
      while (answer.ok()) {
        for (ReceivedMessage message : answer.messages()) {
          history.arrived(queue, message.msgBody());
          lastCame |= message.msgBody().equals(last);
        }
        answer = connection.receive(queue, 16, lastCame ? 1 : 20);
      }
      assertThat(answer.code()).as(answer.message()).isEqualTo(CmqAnswer.NO_MESSAGE);
      assertThat(lastCame).as("the last publication is in " + queue).isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Until the endpoint has what it must have, and nothing waits to be pushed. */
  private void awaitPushed(ServerProcess server, RawEndpoint endpoint) {
    List<String> wanted =
        history.published().stream()
            .filter(one -> one.acknowledged() && one.places().contains(HOOK))
            .map(Published::body)
            .toList();
    try (CmqConnection connection = PublishingClient.connect(server.url())) {
      await()
          .atMost(60, TimeUnit.SECONDS)
          .untilAsserted(
              () ->
                  assertThat(endpoint.received)
                      .extracting(RawEndpoint.Received::bodyText)
                      .containsAll(wanted));
      await()
          .atMost(30, TimeUnit.SECONDS)
          .untilAsserted(
              () ->
                  assertThat(
                          call(
                                  connection,
                                  "GetSubscriptionAttributes",
                                  Map.of(
                                      "topicName",
                                      PublishingClient.TOPIC,
                                      "subscriptionName",
                                      HOOK))
                              .tree()
                              .get("msgCount")
                              .intValue())
                      .isZero());
    }
  }

  private void answerSlowly(OutputStream out) throws IOException, InterruptedException {
    if (!never.await(PUSH_MS, TimeUnit.MILLISECONDS)) {
      RawEndpoint.status(200).answer(out);
    }
  }

  private static CmqAnswer call(CmqConnection connection, String action, Map<String, String> params)
      throws IOException {
    CmqAnswer answer = connection.call(action, params);
    assertThat(answer.code()).as(action + ": " + answer.message()).isZero();
    return answer;
  }
}
