package io.cmqkafka.facade.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.facade.bench.client.CmqConnection;
import io.cmqkafka.facade.bench.client.Endpoint;
import io.cmqkafka.facade.bench.client.SignatureMethod;
import io.cmqkafka.facade.push.RawEndpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The largest messages there are, of characters that JSON makes six times as long, against a
 * process with the smallest heap, 256 MB, embedded broker included: every request is answered, and
 * clients with small messages notice nothing.
 */
@Tag("nightly")
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SmallHeapIT {
  private static final int LARGEST = 1 << 20;
  private static final int MESSAGES = 16;
  private static final int CLIENTS = 8;
  private static final int ROUNDS = 3;
  private static final int PUBLISHED = 8;
  private static final int THROTTLED = 4420;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Longer than this test: what comes again before was given back. */
  private static final String VISIBILITY_SECONDS = "600";

  @TempDir static Path directory;
  private static ServerProcess server;
  private static ExecutorService threads;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    threads = Executors.newCachedThreadPool();
    server = ServerProcess.start(directory.resolve("data"), Map.of());
    try (CmqConnection client = connect()) {
      for (String queue : List.of("large", "one", "two", "reset", "waited-for")) {
        create(client, queue, VISIBILITY_SECONDS);
      }
      create(client, "repeated", "1");
      create(client, "small", "30");
    }
  }

  @AfterAll
  static void stop() throws InterruptedException {
    threads.shutdownNow();
    server.close();
  }

  @Test
  @Order(1)
  void manySendThemAtOnce() throws Exception {
    AtomicInteger sent = new AtomicInteger();
    besideSmallOnes(
        () -> {
          try (CmqConnection client = connect()) {
            while (sent.incrementAndGet() <= MESSAGES) {
              send(client, "large");
              send(client, "repeated");
            }
          }
        });
  }

  @Test
  @Order(2)
  void manyReceiveBatchesOfThem() throws Exception {
    AtomicInteger received = new AtomicInteger();
    besideSmallOnes(
        () -> {
          try (CmqConnection client = connect()) {
            for (int i = 0; i < ROUNDS; i++) {
              CmqAnswer answer = client.receive("repeated", MESSAGES, 2);
              assertThat(answer.code()).isIn(0, THROTTLED, CmqAnswer.NO_MESSAGE);
              received.addAndGet(answer.messages().size());
            }
          }
        });
    assertThat(received.get()).isGreaterThanOrEqualTo(MESSAGES);
  }

  @Test
  @Order(3)
  void manyDoNotReadTheirAnswers_andWhatTheyLeaveIsReceivedByOthers() throws Exception {
    List<SlowReader> slow = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      slow.add(SlowReader.receiving(server.url(), "large", MESSAGES));
    }
    try (CmqConnection client = connect()) {
      // Whatever there was room for is on its way to somebody who does not take it.
      for (int i = 0; i < 20; i++) {
        exchangeSmall(client, "beside-" + i);
      }
    }
    for (SlowReader one : slow) {
      one.reset();
    }
    try (CmqConnection client = connect()) {
      assertThat(receiveAll(client, "large", MESSAGES)).hasSize(MESSAGES);
    }
  }

  @Test
  @Order(4)
  void manyArePublishedToSeveral() throws Exception {
    try (RawEndpoint endpoint = new RawEndpoint(RawEndpoint.status(200));
        CmqConnection client = connect()) {
      ok(client.call("CreateTopic", Map.of("topicName", "large", "maxMsgSize", "" + LARGEST)));
      subscribe(client, "to-one", "queue", "one");
      subscribe(client, "to-two", "queue", "two");
      subscribe(client, "to-http", "http", endpoint.url());
      AtomicInteger published = new AtomicInteger();
      besideSmallOnes(
          () -> {
            try (CmqConnection publisher = connect()) {
              while (published.incrementAndGet() <= PUBLISHED) {
                untilThereIsRoom(() -> publisher.publish("large", List.of(largest())));
              }
            }
          });
      assertThat(receiveAll(client, "one", PUBLISHED)).hasSize(PUBLISHED);
      assertThat(receiveAll(client, "two", PUBLISHED)).hasSize(PUBLISHED);
      await().atMost(PATIENCE).until(() -> endpoint.received.size() >= PUBLISHED);
    }
  }

  @Test
  @Order(5)
  void whatAClientThatIsResetWasGiven_anotherOneReceivesAtOnce() throws Exception {
    try (CmqConnection client = connect()) {
      send(client, "reset");
      SlowReader granted = SlowReader.receiving(server.url(), "reset", 1);
      granted.begin();
      assertThat(client.receive("reset", 1, 0).code()).isEqualTo(CmqAnswer.NO_MESSAGE);
      granted.reset();
      assertThat(receiveAll(client, "reset", 1)).hasSize(1);
    }
  }

  @Test
  @Order(6)
  void aClientThatIsResetWhileItWaitsIsGivenNothing() throws Exception {
    SlowReader waiting = SlowReader.waiting(server.url(), "waited-for", 30);
    try (CmqConnection client = connect()) {
      // It came before this, over a connection that was there before this one.
      assertThat(client.receive("waited-for", 1, 1).code()).isEqualTo(CmqAnswer.NO_MESSAGE);
      waiting.reset();
      // Nobody knows when the server hears of it; what it gives away before comes back.
      send(client, "waited-for");
      assertThat(receiveAll(client, "waited-for", 1)).hasSize(1);
    }
  }

  @Test
  @Order(7)
  void nothingRanOutOfMemory() throws IOException {
    assertThat(server.log()).doesNotContain("OutOfMemoryError");
  }

  private interface Work {
    void run() throws Exception;
  }

  /** Many do the work, while somebody sends, receives and deletes small messages. */
  private static void besideSmallOnes(Work work) throws Exception {
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      all.add(
          threads.submit(
              () -> {
                work.run();
                return null;
              }));
    }
    try (CmqConnection client = connect()) {
      for (int i = 0; all.stream().anyMatch(one -> !one.isDone()); i++) {
        exchangeSmall(client, "small-" + i);
      }
    }
    for (Future<?> one : all) {
      one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static void exchangeSmall(CmqConnection client, String body) throws IOException {
    ok(client.send("small", List.of(body), 0));
    CmqAnswer received = client.receive("small", 1, 10);
    ok(received);
    ok(client.delete("small", List.of(received.messages().get(0).receiptHandle())));
  }

  private static void send(CmqConnection client, String queue) {
    untilThereIsRoom(() -> client.send(queue, List.of(largest()), 0));
  }

  private static void untilThereIsRoom(Callable<CmqAnswer> request) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              CmqAnswer answer = request.call();
              assertThat(answer.code()).as(answer.message()).isIn(0, THROTTLED);
              return answer.ok();
            });
  }

  private static String largest() {
    return "\u0001".repeat(LARGEST);
  }

  /** The ids of what came until there were so many of them. */
  private static Set<String> receiveAll(CmqConnection client, String queue, int number) {
    Set<String> ids = new HashSet<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              client
                  .receive(queue, MESSAGES, 1)
                  .messages()
                  .forEach(message -> ids.add(message.msgId()));
              return ids.size() >= number;
            });
    return ids;
  }

  private static void subscribe(CmqConnection client, String name, String protocol, String to)
      throws IOException {
    ok(
        client.call(
            "Subscribe",
            Map.of(
                "topicName", "large",
                "subscriptionName", name,
                "protocol", protocol,
                "endpoint", to)));
  }

  private static void ok(CmqAnswer answer) {
    assertThat(answer.code()).as(answer.message()).isZero();
  }

  private static void create(CmqConnection client, String queue, String visibility)
      throws IOException {
    ok(
        client.call(
            "CreateQueue",
            Map.of(
                "queueName", queue, "maxMsgSize", "" + LARGEST, "visibilityTimeout", visibility)));
  }

  /** Known to the server: what a stranger sends first may be cut off for another one's. */
  private static CmqConnection connect() throws IOException {
    CmqConnection client =
        CmqConnection.to(
            Endpoint.of(server.url()),
            TestedServer.CREDENTIALS,
            SignatureMethod.HmacSHA1,
            PATIENCE);
    ok(client.call("ListQueue", Map.of()));
    return client;
  }
}
