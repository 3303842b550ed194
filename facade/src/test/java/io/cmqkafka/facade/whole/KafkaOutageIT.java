package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.facade.bench.client.ReceivedMessage;
import io.cmqkafka.facade.embedded.KafkaInAnotherProcess;
import io.cmqkafka.facade.push.RawEndpoint;
import io.cmqkafka.facade.whole.OutageClient.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kafka stops answering under load, once with its connections open and once without a trace, and
 * comes back: meanwhile everybody is answered, and afterwards all goes on by itself.
 */
@Tag("nightly")
@Timeout(600)
class KafkaOutageIT {
  private static final Map<Kind, Integer> CLIENTS =
      Map.of(Kind.SEND, 4, Kind.RECEIVE, 4, Kind.PUBLISH, 4);

  /** Sends are refused one by one, each after 2 s: it lasts longer than sessions, transactions. */
  private static final int REFUSALS_OF_EACH = 8;

  private static final int ENOUGH = 100;

  private static final Map<String, String> SETTINGS =
      Map.of("request.timeout.ms", "4000", "push.allow", "*", "push.timeout.ms", "5000");

  @TempDir Path directory;
  private final OutageClient.Seen seen = new OutageClient.Seen();

  @Test
  void everybodyIsAnsweredWhileKafkaIsGone_andAllGoesOnWhenItIsBack() throws Exception {
    try (KafkaInAnotherProcess first = KafkaInAnotherProcess.start(directory.resolve("kafka"), 0);
        TestedServer server = start(first);
        RawEndpoint endpoint = new RawEndpoint(RawEndpoint.status(200))) {
      prepare(server, endpoint);
      List<OutageClient> clients = clients(server);
      List<Thread> threads = clients.stream().map(Thread::new).toList();
      threads.forEach(Thread::start);
      awaitMore(ENOUGH);

      first.pause();
      awaitRefusals(server);
      first.resume();
      awaitRecovery(server, "paused");

      first.kill();
      awaitRefusals(server);
      try (KafkaInAnotherProcess second =
          KafkaInAnotherProcess.start(directory.resolve("kafka"), first.port())) {
        assertThat(second.port()).isEqualTo(first.port());
        awaitRecovery(server, "killed");
        clients.forEach(OutageClient::stop);
        for (Thread thread : threads) {
          thread.join();
        }
        assertThat(seen.surprises).isEmpty();
        assertNothingIsLost(server, endpoint);
      }
    }
  }

  private TestedServer start(KafkaInAnotherProcess kafka) {
    Map<String, String> settings = new java.util.HashMap<>(SETTINGS);
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    return TestedServer.start(directory.resolve("server"), settings);
  }

  private static void prepare(TestedServer server, RawEndpoint endpoint) {
    try (Api api = new Api(server)) {
      api.create(OutageClient.QUEUE, "visibilityTimeout", "5");
      api.create("copies", "visibilityTimeout", "600");
      api.call("CreateTopic", "topicName", OutageClient.TOPIC);
      subscribe(api, "queue", "queue", "copies");
      subscribe(api, "hook", "http", endpoint.url());
    }
  }

  private static void subscribe(Api api, String name, String protocol, String endpoint) {
    api.call(
        "Subscribe",
        "topicName",
        OutageClient.TOPIC,
        "subscriptionName",
        name,
        "protocol",
        protocol,
        "endpoint",
        endpoint,
        "notifyContentFormat",
        "SIMPLIFIED");
  }

  private List<OutageClient> clients(TestedServer server) {
    List<OutageClient> clients = new ArrayList<>();
    CLIENTS.forEach(
        (kind, count) -> {
          for (int i = 0; i < count; i++) {
            clients.add(new OutageClient(kind, kind + "-" + i, server, seen));
          }
        });
    return clients;
  }

  private void awaitRefusals(TestedServer server) {
    for (Kind kind : Kind.values()) {
      int enough = seen.refused(kind) + REFUSALS_OF_EACH * CLIENTS.get(kind);
      patiently().until(() -> seen.refused(kind) >= enough);
    }
    assertThat(seen.surprises).isEmpty();
    patiently().until(() -> server.health().contains("Kafka has taken no command"));
    int clients = CLIENTS.values().stream().mapToInt(i -> i).sum();
    assertThat(server.metric("cmq_requests_pending")).isLessThanOrEqualTo(clients);
    // Besides those of clients, what the tail reports and what is received to be pushed.
    assertThat(server.pending()).isLessThan(100);
    assertThat(server.metric("cmq_inflight_bytes")).isLessThan(10_000);
    System.out.println("while it was gone: " + seen + ", slowest " + seen.slowestMs() + " ms");
  }

  private void awaitRecovery(TestedServer server, String was) {
    long start = System.nanoTime();
    patiently().until(() -> server.health().contains("\"up\""));
    System.out.println("ready again in ms: " + (System.nanoTime() - start) / 1_000_000);
    try {
      awaitMore(ENOUGH);
    } catch (ConditionTimeoutException e) {
      describe(server);
      throw e;
    }
    System.out.println(
        "after it was " + was + ": " + seen + ", slowest " + seen.slowestMs() + " ms");
    assertThat(server.metric("kafka_stream_alive_stream_threads", "cmq-queues-")).isPositive();
    assertThat(server.metric("kafka_stream_alive_stream_threads", "cmq-fan-out-")).isPositive();
    assertThat(seen.surprises).isEmpty();
  }

  /** What one must know to find out why it did not go on. */
  private void describe(TestedServer server) {
    System.out.println("after it came back: " + seen + ", " + server.health());
    System.out.println("surprises: " + seen.surprises);
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              if (thread.getName().startsWith("cmq-") || thread.getName().startsWith("kafka-")) {
                System.out.println(thread.getName() + " " + thread.getState());
                for (StackTraceElement frame : stack) {
                  System.out.println("    " + frame);
                }
              }
            });
  }

  private void awaitMore(int more) {
    for (Kind kind : Kind.values()) {
      int enough = seen.done(kind) + more;
      patiently().until(() -> seen.done(kind) >= enough);
    }
  }

  private void assertNothingIsLost(TestedServer server, RawEndpoint endpoint) {
    try (Api api = new Api(server)) {
      patiently()
          .untilAsserted(
              () -> {
                drain(api, OutageClient.QUEUE, seen.received);
                assertThat(missing(seen.sent, seen.received)).isEmpty();
              });
      Set<String> copies = new HashSet<>();
      patiently()
          .untilAsserted(
              () -> {
                drain(api, "copies", copies);
                assertThat(missing(seen.published, copies)).isEmpty();
              });
    }
    patiently()
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(missing(seen.published, pushed(endpoint))).isEmpty());
    assertThat(server.metric("cmq_inflight_bytes")).isZero();
    // A copy whose header makes no sense would be there twice.
    assertThat(server.metric("cmq_skipped_records_total")).isZero();
    System.out.println("sent " + seen.sent.size() + ", published " + seen.published.size());
  }

  private static void drain(Api api, String queue, Set<String> received) {
    CmqAnswer answer = api.answer("BatchReceiveMessage", "queueName", queue, "numOfMsg", "16");
    while (answer.ok()) {
      answer.messages().stream().map(ReceivedMessage::msgBody).forEach(received::add);
      List<String> delete = new ArrayList<>(List.of("queueName", queue));
      for (int i = 0; i < answer.messages().size(); i++) {
        delete.add("receiptHandle." + i);
        delete.add(answer.messages().get(i).receiptHandle());
      }
      api.answer("BatchDeleteMessage", delete.toArray(String[]::new));
      answer = api.answer("BatchReceiveMessage", "queueName", queue, "numOfMsg", "16");
    }
  }

  private static Set<String> pushed(RawEndpoint endpoint) {
    return endpoint.received.stream()
        .map(RawEndpoint.Received::bodyText)
        .collect(Collectors.toSet());
  }

  private static Set<String> missing(Set<String> wanted, Set<String> found) {
    Set<String> missing = new HashSet<>(wanted);
    missing.removeAll(found);
    return missing;
  }

  private static ConditionFactory patiently() {
    return await().atMost(120, TimeUnit.SECONDS);
  }
}
