package io.cmqkafka.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.command.CommandLog;
import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.command.PendingReplies;
import io.cmqkafka.logtime.AgeClock;
import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.testing.FakeAdmin;
import io.cmqkafka.testing.Fixtures;
import io.cmqkafka.testing.SteppedClocks;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final QueuePartition ONE = new QueuePartition("queue-one", 0);
  private static final QueuePartition TWO = new QueuePartition("queue-two", 0);
  private static final TopicPartition TOPIC = new TopicPartition("events", 0);
  private static final long HOUR_MS = 3_600_000;

  private final SteppedClocks clocks = new SteppedClocks();
  private final AgeClock ages = clocks.ages();
  private final FakeAdmin kafka = new FakeAdmin();
  private final MockProducer<byte[], byte[]> producer = Fixtures.producer(true, clocks::brokerMs);
  private final LogClock clock = new LogClock(ages);
  private final CommandLog log =
      new CommandLog(producer, Fixtures.COMMANDS, 1, new PendingReplies("me", 10), clock, 1_000);
  private final Retention retention = new Retention(kafka.admin(), log, ages, 1_000);

  @Test
  void trimsToTheOldestMessageInsideTheRetention_andLooksAgainWhenItsTimeHasCome()
      throws Exception {
    kafka.answer(partition -> FakeAdmin.found(7, clocks.brokerMs()));
    retention.watch(ONE, TOPIC, HOUR_MS, 0, 9);
    retention.expire();
    assertThat(told()).containsExactly(trim(ONE, 7));
    retention.expire();
    assertThat(kafka.asked).hasSize(1);
  }

  @Test
  void trimsEverythingThatWasKnownWhenNothingIsInsideTheRetention() throws Exception {
    retention.watch(ONE, TOPIC, HOUR_MS, 0, 9);
    retention.expire();
    assertThat(told()).containsExactly(trim(ONE, 9));
  }

  @Test
  void whatKafkaDidNotTakeIsToldAgain_alsoWhenNothingIsLeftThatCouldBringSomebodyToLook()
      throws Exception {
    retention.watch(ONE, TOPIC, HOUR_MS, 0, 9);
    commandsFail(new TimeoutException("not now"));
    retention.expire();
    commandsFail(null);
    assertThat(told()).isEmpty();

    retention.expire();
    retention.expire();
    assertThat(told()).containsExactly(trim(ONE, 9));
  }

  @Test
  void anEmptyQueueIsNotTrimmed() throws Exception {
    retention.watch(ONE, TOPIC, HOUR_MS, 0, 0);
    retention.expire();
    assertThat(told()).isEmpty();
  }

  @Test
  void neverTrimsToBeforeTheQueueBegan() throws Exception {
    kafka.answer(partition -> FakeAdmin.found(2, clocks.brokerMs()));
    retention.watch(ONE, TOPIC, HOUR_MS, 5, 5);
    retention.expire();
    assertThat(told()).containsExactly(trim(ONE, 5));
  }

  @Test
  void looksAgainWhenTheOldestOfWhatArrivedIsDue() throws Exception {
    retention.watch(ONE, TOPIC, HOUR_MS, 0, 0);
    retention.expire();
    retention.arrived(ONE, clocks.brokerMs(), 3);
    retention.expire();
    assertThat(kafka.asked).hasSize(1);
    retention.arrived(ONE, clocks.brokerMs(), 4);
    clocks.pass(HOUR_MS);
    retention.expire();
    assertThat(kafka.asked).hasSize(2);
    assertThat(told()).contains(trim(ONE, 4));
  }

  @Test
  void anArrivalOfGapsOnlyIsNoReasonToLook() throws Exception {
    retention.watch(ONE, TOPIC, HOUR_MS, 0, 0);
    retention.expire();
    retention.arrived(ONE, Long.MAX_VALUE, 3);
    retention.expire();
    assertThat(kafka.asked).hasSize(1);
  }

  @Test
  void queuesThatShareATopicAreEachTrimmedByTheirOwnRetention() throws Exception {
    kafka.answer(
        partition -> FakeAdmin.found(kafka.asked.size() == 1 ? 100 : 3, clocks.brokerMs()));
    retention.watch(ONE, TOPIC, HOUR_MS, 0, 0);
    retention.watch(TWO, TOPIC, 2 * HOUR_MS, 0, 0);
    retention.expire();
    retention.expire();
    assertThat(kafka.asked).hasSize(2);
    assertThat(told()).hasSize(2);
    assertThat(told().stream().map(one -> ((LoggedCommand.ForQueue) one).command()))
        .containsExactlyInAnyOrder(new QueueCommand.Trim(100), new QueueCommand.Trim(3));
  }

  @Test
  void aWrongClockOfThisProcessExpiresNothing() throws Exception {
    retention.watch(ONE, TOPIC, HOUR_MS, 0, 0);
    retention.expire();
    retention.arrived(ONE, clocks.brokerMs(), 4);
    clocks.setProcess(10 * HOUR_MS);
    clocks.pass(HOUR_MS - 1);
    retention.expire();
    assertThat(told()).isEmpty();
    clocks.pass(1);
    retention.expire();
    assertThat(told()).containsExactly(trim(ONE, 4));
  }

  @Test
  void aWrongClockOfTheBrokerExpiresNothing_norDoesOneThatWasPutRight() throws Exception {
    clocks.setBroker(-10 * HOUR_MS);
    retention.watch(ONE, TOPIC, HOUR_MS, 0, 0);
    retention.expire();
    retention.arrived(ONE, clocks.brokerMs(), 4);
    clocks.setBroker(10 * HOUR_MS);
    retention.expire();
    clocks.setBroker(0);
    retention.expire();
    assertThat(told()).isEmpty();
  }

  @Test
  void whatIsStampedTooEarlyLivesFromWhenItWasHeardOf() throws Exception {
    retention.watch(ONE, TOPIC, HOUR_MS, 0, 2);
    retention.expire();
    assertThat(told()).containsExactly(trim(ONE, 2));
    retention.arrived(ONE, 1, 4);
    clocks.pass(HOUR_MS / 2);
    retention.arrived(ONE, 1, 5);
    retention.expire();
    clocks.pass(HOUR_MS / 2 - 1);
    retention.expire();
    assertThat(told()).containsOnly(trim(ONE, 2));
    clocks.pass(1);
    retention.expire();
    assertThat(told()).contains(trim(ONE, 4)).doesNotContain(trim(ONE, 5));
    clocks.pass(HOUR_MS / 2);
    int asked = kafka.asked.size();
    retention.expire();
    retention.expire();
    assertThat(told()).contains(trim(ONE, 5));
    assertThat(kafka.asked).hasSize(asked + 1);
  }

  @Test
  void aChangedRetentionLeavesKnownWhatWasStampedTooEarly() throws Exception {
    retention.watch(ONE, TOPIC, HOUR_MS, 0, 2);
    retention.expire();
    retention.arrived(ONE, 1, 4);
    retention.watch(ONE, TOPIC, 2 * HOUR_MS, 0, 4);
    retention.expire();
    assertThat(told()).containsOnly(trim(ONE, 2));
    clocks.pass(2 * HOUR_MS);
    retention.expire();
    assertThat(told()).contains(trim(ONE, 4));
  }

  @Test
  void howeverMuchIsStampedTooEarly_itEndsInTheEnd() throws Exception {
    retention.watch(ONE, TOPIC, HOUR_MS, 0, 0);
    retention.expire();
    for (int minute = 1; minute <= 180; minute++) {
      retention.arrived(ONE, 1, minute);
      clocks.pass(60_000);
      retention.expire();
    }
    QueueCommand.Trim last =
        (QueueCommand.Trim) ((LoggedCommand.ForQueue) told().get(told().size() - 1)).command();
    assertThat(last.start()).isBetween(115L, 120L);
  }

  @Test
  void whatKafkaCannotTellIsAskedLater_andHoldsUpNoOtherQueue() throws Exception {
    TopicPartition gone = new TopicPartition("gone", 0);
    kafka.answer(
        partition -> {
          if (partition.equals(gone)) {
            KafkaFutureImpl<org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo>
                failed = new KafkaFutureImpl<>();
            failed.completeExceptionally(new TimeoutException("gone"));
            return failed;
          }
          return FakeAdmin.found(7, clocks.brokerMs());
        });
    retention.watch(ONE, gone, HOUR_MS, 0, 1);
    retention.watch(TWO, TOPIC, HOUR_MS, 0, 8);
    retention.expire();
    assertThat(told()).containsExactly(trim(TWO, 7));
  }

  @Test
  void aChangedRetentionIsLookedAtAnew_andAForgottenQueueNotAtAll() throws Exception {
    retention.watch(ONE, TOPIC, HOUR_MS, 0, 9);
    retention.expire();
    retention.watch(ONE, TOPIC, HOUR_MS, 0, 9);
    retention.expire();
    assertThat(kafka.asked).hasSize(1);
    retention.watch(ONE, TOPIC, 2 * HOUR_MS, 0, 9);
    retention.expire();
    assertThat(kafka.asked).hasSize(2);
    retention.watch(ONE, TOPIC, HOUR_MS, 0, 9);
    retention.forget(ONE);
    retention.expire();
    assertThat(kafka.asked).hasSize(2);
  }

  /** What is told from the next question to Kafka on; the tick before that question is taken. */
  private void commandsFail(RuntimeException failure) {
    if (failure == null) {
      producer.sendException = null;
      kafka.answer(partition -> FakeAdmin.found(-1, -1));
    } else {
      kafka.answer(
          partition -> {
            producer.sendException = failure;
            return FakeAdmin.found(-1, -1);
          });
    }
  }

  private List<LoggedCommand> told() {
    return Fixtures.commands(producer).stream()
        .filter(LoggedCommand.ForQueue.class::isInstance)
        .toList();
  }

  private static LoggedCommand trim(QueuePartition partition, long start) {
    return new LoggedCommand.ForQueue(
        partition, new io.cmqkafka.queue.Origin("me", 0), new QueueCommand.Trim(start));
  }
}
