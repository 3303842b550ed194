package io.cmqkafka.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.testing.Fixtures;
import io.cmqkafka.testing.SteppedClocks;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CommandLogTest {
  private static final QueuePartition ORDERS = new QueuePartition("queue-orders", 0);
  private static final TimeoutException NOT_NOW = new TimeoutException("not now");

  private final SteppedClocks clocks = new SteppedClocks();
  private final MockProducer<byte[], byte[]> producer = Fixtures.producer(true, clocks::brokerMs);
  private final LogClock clock = new LogClock(clocks.ages());
  private final PendingReplies pending = new PendingReplies("me", 10);
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final CommandLog log =
      new CommandLog(
          producer, Fixtures.COMMANDS, 1, pending, clock, 1_000, new Repeats(clock, later::add));

  static List<QueueCommand> thatEndDeliveries() {
    List<Lease> leases = List.of(leaseFor(30_000));
    return List.of(
        new QueueCommand.Delete(leases),
        new QueueCommand.Release(leases),
        new QueueCommand.Bury(leases),
        new QueueCommand.Defer(leases.get(0), 5));
  }

  @ParameterizedTest
  @MethodSource("thatEndDeliveries")
  void whatEndsDeliveriesIsAppendedUntilKafkaTakesIt(QueueCommand command) {
    producer.sendException = NOT_NOW;
    CompletableFuture<Void> taken = log.tell(ORDERS, command);
    for (int second = 0; second < 3; second++) {
      assertThat(taken).isNotDone();
      later.remove().run();
    }
    producer.sendException = null;
    later.remove().run();
    assertThat(taken).isCompleted();
    assertThat(told()).containsExactly(command);
    assertThat(later).isEmpty();
  }

  @Test
  void whatALateReplyGranted_isGivenBackAlsoIfKafkaIsAwayJustThen() {
    CommandLog.Asked asked = log.ask(ORDERS, new QueueCommand.Receive(1, 30_000, 0, 0, 10));
    pending.fail(asked.origin().request(), io.cmqkafka.queue.Refusal.UNAVAILABLE);
    Lease lease = leaseFor(30_000);
    producer.sendException = NOT_NOW;
    pending.complete(
        asked.origin().request(),
        new Reply.Granted(List.of(new Grant(lease.offset(), lease.serial(), 1, lease.until(), 0))));
    producer.sendException = null;
    later.remove().run();
    assertThat(told()).endsWith(new QueueCommand.Release(List.of(lease)));
  }

  @Test
  void onceTheDeliveriesHaveEndedNothingIsLeftToDo() {
    log.tell(ORDERS, new QueueCommand.Trim(3));
    producer.sendException = NOT_NOW;
    CompletableFuture<Void> taken =
        log.tell(ORDERS, new QueueCommand.Delete(List.of(leaseFor(-1))));
    assertThat(taken).isCompletedExceptionally();
    assertThat(later).isEmpty();
  }

  @Test
  void aClockThatWasAheadEndsNoDelivery() {
    clocks.setBroker(3_600_000);
    log.tell(ORDERS, new QueueCommand.Trim(3));
    clocks.setBroker(0);
    log.tell(ORDERS, new QueueCommand.Trim(3));
    producer.sendException = NOT_NOW;
    log.tell(ORDERS, new QueueCommand.Delete(List.of(leaseFor(30_000))));
    assertThat(later).hasSize(1);
  }

  @Test
  void whatEndsNoDeliveryIsTheCallersConcern() {
    producer.sendException = NOT_NOW;
    assertThat(log.tell(ORDERS, new QueueCommand.Trim(3))).isCompletedExceptionally();
    assertThat(log.tell(ORDERS, new QueueCommand.Cancel(3))).isCompletedExceptionally();
    assertThat(later).isEmpty();
  }

  @Test
  void aClosedProducerIsNotAskedAgain() {
    producer.close();
    CompletableFuture<Void> taken =
        log.tell(ORDERS, new QueueCommand.Delete(List.of(leaseFor(30_000))));
    assertThat(taken).isCompletedExceptionally();
    assertThat(later).isEmpty();
  }

  @Test
  void notMoreWaitThanThereIsRoomFor() {
    producer.sendException = NOT_NOW;
    QueueCommand command = new QueueCommand.Delete(List.of(leaseFor(30_000)));
    for (int i = 0; i < Repeats.MAX_WAITING; i++) {
      assertThat(log.tell(ORDERS, command)).isNotDone();
    }
    assertThat(log.tell(ORDERS, command)).isCompletedExceptionally();
    producer.sendException = null;
    later.remove().run();
    producer.sendException = NOT_NOW;
    assertThat(log.tell(ORDERS, command)).isNotDone();
  }

  private static Lease leaseFor(long ms) {
    return new Lease(1, 1, SteppedClocks.START_MS + ms);
  }

  private List<QueueCommand> told() {
    return Fixtures.commands(producer).stream()
        .map(one -> ((LoggedCommand.ForQueue) one).command())
        .toList();
  }
}
