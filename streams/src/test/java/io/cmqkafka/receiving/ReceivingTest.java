package io.cmqkafka.receiving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.Message;
import io.cmqkafka.Received;
import io.cmqkafka.body.BodyCache;
import io.cmqkafka.body.BodyFetcher;
import io.cmqkafka.body.BodySource;
import io.cmqkafka.body.MessageLog;
import io.cmqkafka.body.StoredBody;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.DeadLetterLimit;
import io.cmqkafka.catalog.DeadLetterPolicy;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.CommandJson;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.command.PendingReplies;
import io.cmqkafka.logtime.AgeClock;
import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.ReceiptHandles;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.testing.SteppedClocks;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class ReceivingTest {
  private static final long NOW = SteppedClocks.START_MS;

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final PendingReplies pending = new PendingReplies("me", 10);
  private final BodyCache cache = new BodyCache(1 << 20);
  private final ByteBudget budget = new ByteBudget(1 << 20);
  private final SteppedClocks clocks = new SteppedClocks();
  private final AgeClock ages = clocks.ages();
  private final LogClock clock = new LogClock(ages);
  private final Receiving.Tools tools = tools(60_000);

  @Test
  void whatIsGrantedIsDeliveredWithItsHandle() {
    QueueDefinition queue = queue(1);
    CompletableFuture<Received> received = new Receiving(tools, null, queue, 16, 0).start();
    body(queue, 0, 7, "hello", NOW);
    reply(0, granted(7));
    assertThat(received).isCompleted();
    Message message = received.join().messages().get(0);
    assertThat(new String(message.body(), UTF_8)).isEqualTo("hello");
    assertThat(message.id().offset()).isEqualTo(7);
    assertThat(tools.handles().open(queue.id(), message.receiptHandle()))
        .map(ReceiptHandles.Opened::lease)
        .contains(grant(7).lease());
    assertThat(commands()).hasSize(1);
  }

  @Test
  void theQueuesPolicySaysHowOftenAMessageIsReceived() {
    new Receiving(tools, null, queue(1), 1, 0).start();
    new Receiving(tools, null, queue(1, DeadLetterLimit.receivedTooOften(7)), 1, 0).start();
    new Receiving(tools, null, queue(1, DeadLetterLimit.unconsumedTooLong(300)), 1, 0).start();
    assertThat(List.of(command(0), command(1), command(2)))
        .extracting(command -> ((QueueCommand.Receive) command).maxReceives())
        .containsExactly(0, 7, 0);
  }

  @Test
  void theOwnerAloneSaysWhatIsTooOld_forAStampMayBeAWrongClocks() {
    clocks.append(ages, 1);
    QueueDefinition queue = queue(1);
    CompletableFuture<Received> received = new Receiving(tools, null, queue, 16, 0).start();
    body(queue, 0, 1, "stamped long ago", 1);
    reply(0, granted(1));
    assertThat(received).isCompleted();
    assertThat(received.join().messages()).hasSize(1);
    assertThat(commands()).hasSize(1);
  }

  @Test
  void whenAllThatWasGrantedIsGone_theQueueIsAskedAgain() {
    QueueDefinition queue = queue(1);
    CompletableFuture<Received> received = new Receiving(tools, null, queue, 1, 30).start();
    cache.put(BodySource.of(queue, 0), 7, new StoredBody(null, NOW));
    reply(0, granted(7));
    assertThat(commands()).hasSize(3);
    assertThat(command(1)).isEqualTo(new QueueCommand.Delete(List.of(grant(7).lease())));
    assertThat(command(2)).isInstanceOf(QueueCommand.Receive.class);
    received.cancel(true);
    assertThat(command(3)).isEqualTo(new QueueCommand.Cancel(request(2)));
  }

  @Test
  void aReceiveThatWasCancelledGivesBackWhatItIsGranted() {
    new Receiving(tools, null, queue(1), 1, 30).start().cancel(true);
    assertThat(command(1)).isEqualTo(new QueueCommand.Cancel(request(0)));
    reply(0, granted(7));
    assertThat(command(2)).isEqualTo(new QueueCommand.Release(List.of(grant(7).lease())));
  }

  @Test
  void aRefusalIsPassedOn() {
    CompletableFuture<Received> received = new Receiving(tools, null, queue(1), 1, 0).start();
    reply(0, new Reply.Refused(Refusal.TOO_MANY_INACTIVE));
    refused(received, Refusal.TOO_MANY_INACTIVE);
  }

  @Test
  void withoutItsBodyAMessageIsGivenBack() {
    tools.bodies().close();
    CompletableFuture<Received> received = new Receiving(tools, null, queue(1), 1, 0).start();
    reply(0, granted(7));
    assertThat(command(1)).isEqualTo(new QueueCommand.Release(List.of(grant(7).lease())));
    refused(received, Refusal.UNAVAILABLE);
  }

  @Test
  void whatHasReachedSomebodyIsHeldNoMore() {
    QueueDefinition queue = queue(1);
    CompletableFuture<Received> received = new Receiving(tools, null, queue, 16, 0).start();
    body(queue, 0, 7, "hello", NOW);
    reply(0, granted(7));
    assertThat(budget.held()).isPositive();
    received.join().end(true);
    received.join().end(false);
    assertThat(budget.held()).isZero();
    assertThat(commands()).hasSize(1);
  }

  @Test
  void whatHasReachedNobodyIsReleasedAtOnce() {
    QueueDefinition queue = queue(1);
    CompletableFuture<Received> received = new Receiving(tools, null, queue, 16, 0).start();
    body(queue, 0, 7, "hello", NOW);
    body(queue, 0, 8, "world", NOW);
    reply(0, granted(7, 8));
    received.join().end(false);
    assertThat(command(1))
        .isEqualTo(new QueueCommand.Release(List.of(grant(7).lease(), grant(8).lease())));
    assertThat(budget.held()).isZero();
  }

  @Test
  void fewerAreReceivedThanThereIsRoomFor_andNoneOutOfOrder() {
    QueueDefinition queue = queue(1);
    CompletableFuture<Received> received = new Receiving(tools, null, queue, 16, 0).start();
    body(queue, 0, 1, "x".repeat(300_000), NOW);
    body(queue, 0, 2, "x".repeat(600_000), NOW);
    body(queue, 0, 3, "small", NOW);
    reply(0, granted(1, 2, 3));
    assertThat(received.join().messages()).hasSize(1);
    assertThat(command(1))
        .isEqualTo(new QueueCommand.Release(List.of(grant(2).lease(), grant(3).lease())));
    received.join().end(true);
    assertThat(budget.held()).isZero();
  }

  @Test
  void withoutRoomForOneAReceiveIsRefused_andItsMessagesAreGivenBack() {
    budget.tryAcquire(1 << 19);
    QueueDefinition queue = queue(1);
    CompletableFuture<Received> received = new Receiving(tools, null, queue, 16, 0).start();
    body(queue, 0, 1, "x".repeat(700_000), NOW);
    reply(0, granted(1));
    refused(received, Refusal.OVERLOADED);
    assertThat(command(1)).isEqualTo(new QueueCommand.Release(List.of(grant(1).lease())));
    assertThat(budget.held()).isEqualTo(1 << 19);
  }

  @Test
  void whatIsAtHandDoesNotTakeTheRoomOfTheFirst_whichIsFetchedAlone() {
    budget.tryAcquire(1 << 19);
    QueueDefinition queue = queue(1);
    CompletableFuture<Received> received = new Receiving(tools, null, queue, 16, 0).start();
    body(queue, 0, 1, "x".repeat(700_000), NOW);
    body(queue, 0, 2, "x".repeat(200_000), NOW);
    reply(0, granted(1, 2));
    // First the room is free again, and then there is none for the first one either.
    assertThat(command(1)).isEqualTo(new QueueCommand.Release(List.of(grant(2).lease())));
    assertThat(command(2)).isEqualTo(new QueueCommand.Release(List.of(grant(1).lease())));
    refused(received, Refusal.OVERLOADED);
    assertThat(budget.held()).isEqualTo(1 << 19);
  }

  @Test
  void withoutRoomForOneAReceiveThatMayWaitKeepsIt_untilThereIsRoom() {
    budget.tryAcquire(1 << 19);
    QueueDefinition queue = queue(1);
    CompletableFuture<Received> received = new Receiving(tools, null, queue, 16, 30).start();
    body(queue, 0, 1, "x".repeat(700_000), NOW);
    reply(0, granted(1));
    assertThat(received).isNotDone();
    assertThat(commands()).hasSize(1);
    budget.release(1 << 19);
    assertThat(received).succeedsWithin(60, TimeUnit.SECONDS);
    received.join().end(true);
    assertThat(budget.held()).isZero();
  }

  @Test
  void whatFindsNoRoomForASecondIsGivenBack() {
    budget.tryAcquire(1 << 19);
    QueueDefinition queue = queue(1);
    CompletableFuture<Received> received = new Receiving(tools, null, queue, 16, 30).start();
    body(queue, 0, 1, "x".repeat(700_000), NOW);
    reply(0, granted(1));
    refused(received, Refusal.OVERLOADED);
    assertThat(command(1)).isEqualTo(new QueueCommand.Release(List.of(grant(1).lease())));
  }

  @Test
  void anErrorBeforeTheBodiesAreAskedFor_leavesNoMessageInvisible() {
    Receiving.Tools broken =
        new Receiving.Tools(
            tools.commands(), tools.messages(), null, budget, tools.handles(), clock, 1_000);
    CompletableFuture<Received> received = new Receiving(broken, null, queue(1), 16, 0).start();
    reply(0, granted(1));
    assertThat(received).isCompletedExceptionally();
    assertThat(command(1)).isEqualTo(new QueueCommand.Release(List.of(grant(1).lease())));
  }

  @Test
  void whatIsGoneIsNotHeld() {
    QueueDefinition queue = queue(1);
    CompletableFuture<Received> received = new Receiving(tools, null, queue, 16, 0).start();
    cache.put(BodySource.of(queue, 0), 1, new StoredBody(null, NOW));
    body(queue, 0, 2, "in time", NOW);
    reply(0, granted(1, 2));
    received.join().end(true);
    assertThat(budget.held()).isZero();
  }

  private Receiving.Tools tools(int timeoutMs) {
    return new Receiving.Tools(
        new CommandLog(producer, "cmq.commands", 1, pending, clock, timeoutMs),
        new MessageLog(producer, cache, new ByteBudget(1 << 20), timeoutMs),
        new BodyFetcher(new MockConsumer<>("none"), cache, timeoutMs),
        budget,
        new ReceiptHandles(new byte[] {1}),
        clock,
        1_000);
  }

  private void body(QueueDefinition queue, int partition, long offset, String body, long time) {
    cache.put(BodySource.of(queue, partition), offset, new StoredBody(body.getBytes(UTF_8), time));
  }

  private static Reply granted(long... offsets) {
    return new Reply.Granted(
        java.util.Arrays.stream(offsets).mapToObj(ReceivingTest::grant).toList());
  }

  private static Grant grant(long offset) {
    return new Grant(offset, offset, 1, NOW + 30_000, NOW);
  }

  private List<LoggedCommand.ForQueue> commands() {
    return producer.history().stream().map(ReceivingTest::decoded).toList();
  }

  private static LoggedCommand.ForQueue decoded(ProducerRecord<byte[], byte[]> record) {
    try {
      return (LoggedCommand.ForQueue) CommandJson.decode(record.value());
    } catch (MalformedRecordException e) {
      throw new AssertionError(e);
    }
  }

  private QueueCommand command(int index) {
    return commands().get(index).command();
  }

  private int target(int index) {
    return commands().get(index).target().partition();
  }

  private long request(int index) {
    return commands().get(index).origin().request();
  }

  private void reply(int index, Reply reply) {
    pending.complete(request(index), reply);
  }

  private static QueueDefinition queue(int partitions) {
    return queue(partitions, null);
  }

  private static QueueDefinition queue(int partitions, DeadLetterLimit limit) {
    return new QueueDefinition(
        "orders",
        "queue-1",
        "cmq.queue.orders",
        "x",
        false,
        java.util.Collections.nCopies(partitions, 0L),
        QueueAttributes.DEFAULTS,
        limit == null ? null : new DeadLetterPolicy("dlq", "queue-dlq", limit),
        0,
        0);
  }

  private static void refused(CompletableFuture<?> future, Refusal refusal) {
    CompletableFuture<Object> seen = new CompletableFuture<>();
    future.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            seen.complete(value);
          } else {
            seen.completeExceptionally(failure);
          }
        });
    assertThat(seen)
        .failsWithin(10, TimeUnit.SECONDS)
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(refusal));
  }
}
