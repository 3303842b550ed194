package io.cmqkafka.facade;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.DeleteOutcome;
import io.cmqkafka.Message;
import io.cmqkafka.NewQueue;
import io.cmqkafka.QueueCounts;
import io.cmqkafka.Queues;
import io.cmqkafka.Received;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.embedded.EmbeddedKafka;
import io.cmqkafka.facade.settings.Settings;
import io.cmqkafka.node.CmqNode;
import io.cmqkafka.queue.QueueAttributes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Kafka side alone, over the embedded broker. */
class QueuesIT {
  /** A second, less what two clocks may round. */
  private static final long HELD_BACK_MS = 900;

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;
  private static Admin admin;
  private static CmqNode cmq;
  private static Queues queues;

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start(directory.resolve("data"), "127.0.0.1", 0);
    admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    // As a broker makes it of its own accord.
    admin.createTopics(List.of(new NewTopic("cmq.commands", 2, (short) 1))).all().get();
    cmq =
        CmqNode.start(
            Settings.defaults().forKafka(kafka.bootstrapServers(), directory.resolve("streams")),
            null,
            new SimpleMeterRegistry(),
            Duration.ofSeconds(60));
    queues = cmq.queues();
  }

  @AfterAll
  static void stop() {
    cmq.close();
    admin.close();
    kafka.close();
  }

  @Test
  void aMessageIsSentReceivedAndDeleted() {
    QueueDefinition queue = create("life");
    send(queue, "hello");

    Message message = receiveOne(queue);
    assertThat(new String(message.body(), UTF_8)).isEqualTo("hello");
    assertThat(message.dequeueCount()).isEqualTo(1);
    assertThat(get(queues.receive(queue, 1, 0)).messages()).isEmpty();
    assertThat(get(queues.counts(queue))).extracting(QueueCounts::inactive).isEqualTo(1L);

    assertThat(get(queues.delete(queue, List.of(message.receiptHandle()))))
        .containsExactly(DeleteOutcome.DELETED);
    assertThat(get(queues.delete(queue, List.of(message.receiptHandle()))))
        .containsExactly(DeleteOutcome.INVALID);
    assertThat(get(queues.counts(queue))).extracting(QueueCounts::inactive).isEqualTo(0L);
  }

  @Test
  void aParkedReceiveGetsTheNextMessage() {
    QueueDefinition queue = create("parked");
    CompletableFuture<Received> parked = queues.receive(queue, 16, 30);
    send(queue, "wake up");
    assertThat(get(parked).messages()).hasSize(1);
  }

  @Test
  void aWaitThatFindsNothingEnds() {
    QueueDefinition queue = create("empty");
    assertThat(get(queues.receive(queue, 1, 1)).messages()).isEmpty();
  }

  @Test
  void aCancelledReceiveTakesNothing() {
    QueueDefinition queue = create("cancelled");
    queues.receive(queue, 1, 30).cancel(true);
    send(queue, "for somebody else");
    assertThat(receiveOne(queue).dequeueCount()).isEqualTo(1);
  }

  @Test
  void aDelayedMessageComesWhenItIsDue() {
    QueueDefinition queue = create("delayed");
    get(queues.send(queue, List.of("much later".getBytes(UTF_8)), 600));
    assertThat(get(queues.receive(queue, 1, 0)).messages()).isEmpty();
    await().until(() -> get(queues.counts(queue)).delayed() == 1);

    get(queues.send(queue, List.of("later".getBytes(UTF_8)), 1));
    Message message = get(queues.receive(queue, 1, 20)).messages().get(0);
    assertThat(new String(message.body(), UTF_8)).isEqualTo("later");
    // By the log's time, which decides.
    long receivedMs = message.nextVisibleTimeMs() - queue.attributes().visibilityTimeout() * 1_000L;
    assertThat(receivedMs - message.enqueueTimeMs()).isGreaterThanOrEqualTo(1_000);
  }

  @Test
  void aCommandsTopicOfAnotherMakingIsSetRight() throws Exception {
    ConfigResource commands = new ConfigResource(ConfigResource.Type.TOPIC, "cmq.commands");
    Config config = admin.describeConfigs(List.of(commands)).all().get().get(commands);
    assertThat(config.get("message.timestamp.type").value()).isEqualTo("LogAppendTime");
    assertThat(config.get("retention.ms").value()).isEqualTo("-1");
  }

  @Test
  void aTopicThatWasDeletedAndMadeAgainByHandIsDeliveredFromItsBeginning() throws Exception {
    QueueDefinition queue = create("remade");
    for (int i = 0; i < 5; i++) {
      send(queue, "old " + i);
    }
    Message first = receiveOne(queue);
    get(queues.delete(queue, List.of(first.receiptHandle())));
    admin.deleteTopics(List.of(queue.kafkaTopic())).all().get();
    admin.createTopics(List.of(new NewTopic(queue.kafkaTopic(), 1, (short) 1))).all().get();
    await()
        .ignoreExceptions()
        .atMost(Duration.ofSeconds(40))
        .until(
            () -> {
              send(queue, "new");
              return true;
            });
    // Until the loss is known the four that were left may still come, from memory.
    await()
        .ignoreExceptions()
        .atMost(Duration.ofSeconds(40))
        .until(() -> get(queues.counts(queue)).active(), active -> active < 4);
    List<String> received = new ArrayList<>();
    await()
        .ignoreExceptions()
        .atMost(Duration.ofSeconds(40))
        .until(
            () -> {
              for (Message message : get(queues.receive(queue, 16, 1)).messages()) {
                received.add(new String(message.body(), UTF_8));
              }
              return received.contains("new");
            });
    assertThat(received).containsOnly("new");
  }

  private static QueueDefinition create(String name) {
    return get(queues.create(new NewQueue(name, QueueAttributes.DEFAULTS, 1, null)));
  }

  private static void send(QueueDefinition queue, String body) {
    get(queues.send(queue, List.of(body.getBytes(UTF_8)), 0));
  }

  /** One that was sent: it may be late on a busy machine, but "none" is never said at once. */
  private static Message receiveOne(QueueDefinition queue) {
    return await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> receiveWithoutWait(queue), messages -> !messages.isEmpty())
        .get(0);
  }

  private static List<Message> receiveWithoutWait(QueueDefinition queue) {
    long start = System.nanoTime();
    List<Message> messages = get(queues.receive(queue, 1, 0)).messages();
    if (messages.isEmpty()) {
      assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(HELD_BACK_MS);
    }
    return messages;
  }

  private static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(40, TimeUnit.SECONDS).join();
  }
}
