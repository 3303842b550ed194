package io.cmqkafka.receiving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.Received;
import io.cmqkafka.body.BodyCache;
import io.cmqkafka.body.BodyFetcher;
import io.cmqkafka.body.BodySource;
import io.cmqkafka.body.MessageLog;
import io.cmqkafka.body.StoredBody;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.command.Machines;
import io.cmqkafka.command.PendingReplies;
import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.ReceiptHandles;
import io.cmqkafka.testing.Fixtures;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever log time does: it stands still after a clock that ran ahead, and jumps when one does.
 */
class WaitsEndByTheAskersClockTest {
  private static final int TIMEOUT_MS = 60_000;
  private static final long NOW = 1_700_000_000_000L;
  private static final long HOUR = TimeUnit.HOURS.toMillis(1);

  private final Machines machines = new Machines(NOW);
  private final PendingReplies pending = new PendingReplies("me", 1_000);
  private final BodyCache cache = new BodyCache(1 << 20);
  private final MessageLog messages =
      new MessageLog(
          new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()),
          cache,
          new ByteBudget(1 << 20),
          TIMEOUT_MS);
  private final CommandLog commands =
      new CommandLog(
          machines.producerOf("me", pending),
          "cmq.commands",
          1,
          pending,
          new LogClock(),
          TIMEOUT_MS);
  private final Receiving.Tools tools =
      new Receiving.Tools(
          commands,
          messages,
          new BodyFetcher(new MockConsumer<>("none"), cache, TIMEOUT_MS),
          new ByteBudget(1 << 20),
          new ReceiptHandles(new byte[] {1}),
          new LogClock(),
          1_000);

  private final WaitingRooms rooms = new WaitingRooms(commands, messages, 1_000, TIMEOUT_MS);

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void aWaitThatLogTimeDoesNotEndIsEndedByTheAsker(int partitions) {
    // The clock has run an hour ahead, and was put right.
    machines.clockSays(NOW + HOUR);
    long begin = System.nanoTime();
    CompletableFuture<Received> received = receive(queue(partitions), 1);
    machines.clockSays(NOW);
    assertThat(received).isNotDone();
    await().until(() -> isDone(received));
    assertThat(received).isCompletedWithValue(Received.NOTHING);
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
    assertThat(pending.size()).isZero();
    // Nobody is left behind to be given a message.
    await()
        .until(() -> isDone(received) && machines.count(QueueCommand.Cancel.class) == partitions);
  }

  @Test
  void aReceiveThatIsHeldBackForItsOwnSendsIsEndedByTheAskerToo() {
    machines.clockSays(NOW + HOUR);
    QueueDefinition queue = queue(1);
    // The tail does not come to tell of it.
    messages.append(queue, List.of("hello".getBytes(UTF_8)), 0).orTimeout(10, TimeUnit.SECONDS);
    await().until(() -> messages.knownEnd(new QueuePartition(queue.id(), 0)) == 1);
    CompletableFuture<Received> received = receive(queue, 0);
    machines.clockSays(NOW);
    assertThat(received).isNotDone();
    await().until(() -> isDone(received));
    assertThat(received).isCompletedWithValue(Received.NOTHING);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void aWaitThatLogTimeEndsTooEarlyGoesOn(int partitions) {
    QueueDefinition queue = queue(partitions);
    CompletableFuture<Received> received = receive(queue, 30);
    machines.clockSays(NOW + HOUR);
    assertThat(received).isNotDone();
    QueuePartition target = new QueuePartition(queue.id(), partitions - 1);
    cache.put(BodySource.of(queue, partitions - 1), 0, new StoredBody(new byte[] {1}, NOW + HOUR));
    machines.arrive(target, 1);
    assertThat(received).isCompleted();
    assertThat(received.join().messages()).hasSize(1);
  }

  @Test
  void aReceiveOfTheProcessItselfIsEndedByItsClockToo() {
    machines.clockSays(NOW + HOUR);
    CommandLog.Asked asked =
        commands.askOwn(
            new QueuePartition("queue-orders", 0),
            new QueueCommand.Receive(1, 30_000, 500, 0, 10),
            500);
    machines.process();
    machines.clockSays(NOW);
    await().until(() -> isDone(asked.reply()));
    assertThat(asked.reply()).isCompletedWithValueMatching(reply -> !reply.toString().isEmpty());
    assertThat(machines.count(QueueCommand.Cancel.class)).isEqualTo(1);
  }

  @Test
  void aWaitThatLogTimeEndsInTimeNeedsNoOtherCommand() {
    CompletableFuture<Received> received = receive(queue(1), 1);
    await()
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              machines.clockSays(Math.min(NOW + 1_000, machines.time() + 10));
              return received.isDone();
            });
    assertThat(machines.commands()).hasSizeLessThanOrEqualTo(3);
  }

  private CompletableFuture<Received> receive(QueueDefinition queue, int waitSeconds) {
    CompletableFuture<Received> received =
        new Receiving(tools, rooms, queue, 1, waitSeconds).start();
    machines.process();
    return received;
  }

  private boolean isDone(CompletableFuture<?> future) {
    pending.refuseLate();
    rooms.sweep();
    machines.process();
    return future.isDone();
  }

  private static QueueDefinition queue(int partitions) {
    return Fixtures.queue("orders", new long[partitions]);
  }
}
