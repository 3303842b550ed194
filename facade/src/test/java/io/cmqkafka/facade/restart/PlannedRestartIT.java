package io.cmqkafka.facade.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.facade.bench.client.CmqConnection;
import io.cmqkafka.facade.bench.client.Endpoint;
import io.cmqkafka.facade.bench.client.SignatureMethod;
import io.cmqkafka.facade.embedded.EmbeddedKafka;
import io.cmqkafka.facade.embedded.KafkaInAnotherProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Of two processes on one cluster, both at work, one is stopped, or killed, and started again. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class PlannedRestartIT {
  private static final int COMMANDS_PARTITIONS = 4;

  /** Enough for each process to decide about some of them, whatever their ids hash to. */
  private static final List<String> QUEUES =
      IntStream.range(0, 12).mapToObj(i -> "busy-" + i).toList();

  private static final int CLIENTS = 3;
  private static final int ENOUGH = Integer.getInteger("restart.answers", 200);

  /** So many of others in the meantime say that a request has come where it was sent. */
  private static final int SOME = 100;

  @TempDir Path directory;
  private final BusyClient.Record stays = new BusyClient.Record();
  private final BusyClient.Record leaves = new BusyClient.Record();

  @Test
  void aProcessThatIsStoppedFailsNoRequest_itsOwnOrAnotherOnes() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), "127.0.0.1", 0);
        TestedServer one = TestedServer.start(directory.resolve("one"), settings(kafka));
        ServerProcess two =
            ServerProcess.start(
                directory.resolve("two"), processSettings(kafka.bootstrapServers()))) {
      patiently().until(() -> owned(one) > 0 && owned(one) < COMMANDS_PARTITIONS);
      patiently().until(() -> one.metric("cmq_processes") == 2);
      try (CmqConnection api = connect(one.url())) {
        create(api);
      }
      List<BusyClient> here = clients("stays", one.url(), stays);
      List<BusyClient> there = clients("leaves", two.url(), leaves);
      List<Thread> working = start(here);
      List<Thread> ending = start(there);
      awaitMore(stays);
      awaitMore(leaves);
      System.out.println("slowest before: " + stays.slowestMs() + " ms");
      CompletableFuture<CmqAnswer> waiting = waitingReceive(two.url());
      awaitMore(leaves, SOME);

      // So that it is the stop that ends its wait.
      assertThat(waiting).isNotDone();
      long start = System.nanoTime();
      assertThat(two.terminate()).as(two.log()).isZero();
      System.out.println("ended in ms: " + (System.nanoTime() - start) / 1_000_000);
      for (Thread thread : ending) {
        thread.join();
      }
      assertThat(leaves.failures).isEmpty();
      assertThat(waiting.get(30, TimeUnit.SECONDS).code()).isEqualTo(CmqAnswer.NO_MESSAGE);
      patiently().until(() -> owned(one) == COMMANDS_PARTITIONS);
      awaitMore(stays);
      System.out.println("slowest while it left: " + stays.slowestMs() + " ms");
      assertThat(stays.failures).isEmpty();
      patiently().until(() -> one.metric("cmq_processes") == 1);

      try (ServerProcess again =
          ServerProcess.start(
              directory.resolve("two"), processSettings(kafka.bootstrapServers()))) {
        patiently().until(() -> owned(one) < COMMANDS_PARTITIONS);
        awaitMore(stays);
        System.out.println("slowest while it joined: " + stays.slowestMs() + " ms");
        assertThat(stays.failures).isEmpty();
        patiently().untilAsserted(one::assertReady);

        // Nobody hands over: requests may fail in the meantime, and then all goes on.
        again.kill();
        patiently().until(() -> owned(one) == COMMANDS_PARTITIONS);
        awaitMore(stays);
        System.out.println("slowest after a kill: " + stays.slowestMs() + " ms");
      }
      here.forEach(BusyClient::stop);
      for (Thread thread : working) {
        thread.join();
      }
      drain(one.url());
      Set<String> missing = new TreeSet<>(stays.acknowledged);
      missing.addAll(leaves.acknowledged);
      missing.removeAll(stays.received);
      assertThat(missing).as(() -> history(one, missing)).isEmpty();
    }
  }

  @Test
  void aProcessStopsInGoodOrderAlthoughKafkaDoesNotAnswer() throws Exception {
    try (KafkaInAnotherProcess kafka = KafkaInAnotherProcess.start(directory.resolve("kafka"), 0);
        ServerProcess server =
            ServerProcess.start(
                directory.resolve("alone"), processSettings(kafka.bootstrapServers()))) {
      BusyClient.Record record = new BusyClient.Record();
      try (CmqConnection api = connect(server.url())) {
        create(api);
      }
      List<Thread> working = start(clients("alone", server.url(), record));
      awaitMore(record);
      kafka.pause();
      long start = System.nanoTime();
      assertThat(server.terminate()).as(server.log()).isZero();
      System.out.println("ended in ms: " + (System.nanoTime() - start) / 1_000_000);
      for (Thread thread : working) {
        thread.join();
      }
    }
  }

  private static List<BusyClient> clients(String name, String url, BusyClient.Record record) {
    return IntStream.range(0, CLIENTS)
        .mapToObj(i -> new BusyClient(name + i, url, QUEUES, record))
        .toList();
  }

  private static List<Thread> start(List<BusyClient> clients) {
    List<Thread> threads = new ArrayList<>();
    for (BusyClient client : clients) {
      Thread thread = new Thread(client, "busy-client");
      thread.start();
      threads.add(thread);
    }
    return threads;
  }

  private static CompletableFuture<CmqAnswer> waitingReceive(String url) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (CmqConnection connection = connect(url)) {
            return connection.receive("idle", 1, 30);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        },
        task -> new Thread(task, "waiting-client").start());
  }

  private static void create(CmqConnection api) throws IOException {
    List<String> all = new ArrayList<>(QUEUES);
    all.add("idle");
    for (String queue : all) {
      CmqAnswer created =
          api.call("CreateQueue", Map.of("queueName", queue, "visibilityTimeout", "600"));
      assertThat(created.message()).isEmpty();
    }
  }

  private static void awaitMore(BusyClient.Record record) {
    awaitMore(record, ENOUGH);
  }

  private static void awaitMore(BusyClient.Record record, int count) {
    int enough = record.answers.get() + count;
    patiently().until(() -> record.answers.get() >= enough);
  }

  /** What one of them was given last it may not have seen; nobody else was given that. */
  private void drain(String url) {
    QUEUES.stream()
        .map(
            queue ->
                CompletableFuture.runAsync(
                    () -> drain(url, queue), task -> new Thread(task, "drain").start()))
        .toList()
        .forEach(CompletableFuture::join);
    stays.received.addAll(leaves.received);
  }

  private void drain(String url, String queue) {
    try (CmqConnection connection = connect(url)) {
      CmqAnswer answer;
      do {
        answer = connection.receive(queue, 16, 1);
        answer.messages().forEach(message -> stays.received.add(message.msgBody()));
      } while (answer.ok());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the commands log says about messages of which nobody knows. */
  private static String history(TestedServer server, Set<String> bodies) {
    CommandsHistory log = new CommandsHistory(server.bootstrapServers());
    return bodies.isEmpty()
        ? ""
        : QUEUES.stream()
            .map(name -> log.of(server.queues().find(name).orElseThrow(), bodies))
            .collect(Collectors.joining());
  }

  private static Map<String, String> settings(EmbeddedKafka kafka) {
    return Map.of(
        "bootstrap.servers",
        kafka.bootstrapServers(),
        "replies.partitions",
        "2",
        "publications.partitions",
        "4",
        "stream.threads",
        "1");
  }

  private static Map<String, String> processSettings(String servers) {
    return Map.of(
        "bootstrap.servers", servers,
        "replication.factor", "1",
        "commands.partitions", "4",
        "stream.threads", "1");
  }

  private static CmqConnection connect(String url) {
    return CmqConnection.to(
        Endpoint.of(url),
        TestedServer.CREDENTIALS,
        SignatureMethod.HmacSHA1,
        Duration.ofSeconds(60));
  }

  private static int owned(TestedServer server) {
    return (int) server.metric("cmq_owned_partitions");
  }

  private static ConditionFactory patiently() {
    return await().atMost(120, TimeUnit.SECONDS);
  }
}
