package io.cmqkafka.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.command.CommandLog;
import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.command.PendingReplies;
import io.cmqkafka.logtime.AgeClock;
import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueueCommand.Count;
import io.cmqkafka.queue.QueueCommand.Expire;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.testing.FakeAdmin;
import io.cmqkafka.testing.Fixtures;
import io.cmqkafka.testing.SteppedClocks;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TimeToLiveTest {
  private static final QueuePartition ONE = new QueuePartition("queue-one", 0);
  private static final TopicPartition TOPIC = new TopicPartition("cmq.queue.one", 0);
  private static final long TTL_MS = 300_000;

  private final SteppedClocks clocks = new SteppedClocks();
  private final AgeClock ages = clocks.ages();
  private final FakeAdmin kafka = new FakeAdmin();
  private final MockProducer<byte[], byte[]> producer = Fixtures.producer(true, clocks::brokerMs);
  private final LogClock clock = new LogClock(ages);
  private final PendingReplies pending = new PendingReplies("me", 10);
  private final CommandLog log =
      new CommandLog(producer, Fixtures.COMMANDS, 1, pending, clock, 1_000);
  private final TimeToLive timeToLive = new TimeToLive(kafka.admin(), log, ages, 1_000);

  @Test
  void tellsWhatIsOldEnough_onceUntilMoreIs() throws Exception {
    kafka.answer(partition -> FakeAdmin.found(7, clocks.brokerMs()));
    timeToLive.watch(ONE, TOPIC, TTL_MS, 0, 9);
    timeToLive.expire();
    timeToLive.expire();
    assertThat(told()).containsExactly(new Expire(7, 1_000));
    assertThat(kafka.asked).hasSize(1);

    clocks.pass(TTL_MS);
    kafka.answer(partition -> FakeAdmin.found(9, clocks.brokerMs()));
    timeToLive.arrived(ONE, clocks.brokerMs() - TTL_MS, 10);
    log.tick(0);
    timeToLive.expire();
    assertThat(told()).containsExactly(new Expire(7, 1_000), new Expire(9, 1_000));
  }

  @Test
  void comesBackWhileSomethingThatOldIsLeft_andThenNoMore() throws Exception {
    kafka.answer(partition -> FakeAdmin.found(7, clocks.brokerMs()));
    timeToLive.watch(ONE, TOPIC, TTL_MS, 0, 9);
    timeToLive.expire();

    timeToLive.comeBack();
    answer(new Reply.Counted(1, 0, 0, 0, 6, 0));
    assertThat(told())
        .containsExactly(new Expire(7, 1_000), new Count(Long.MAX_VALUE), new Expire(7, 1_000));

    timeToLive.comeBack();
    answer(new Reply.Counted(1, 0, 0, 0, 7, 0));
    timeToLive.comeBack();
    assertThat(told()).hasSize(4);
  }

  @Test
  void anEmptyQueueIsLeftAlone() throws Exception {
    timeToLive.watch(ONE, TOPIC, TTL_MS, 0, 0);
    timeToLive.expire();
    timeToLive.comeBack();
    assertThat(told()).isEmpty();

    kafka.answer(partition -> FakeAdmin.found(7, clocks.brokerMs()));
    timeToLive.watch(ONE, TOPIC, 2 * TTL_MS, 0, 9);
    timeToLive.expire();
    timeToLive.comeBack();
    answer(new Reply.Counted(0, 0, 0, 0, -1, 0));
    timeToLive.comeBack();
    assertThat(told()).containsExactly(new Expire(7, 1_000), new Count(Long.MAX_VALUE));
  }

  @Test
  void whenLettersWereMovedOthersFollow_ifAnyAreLeft() throws Exception {
    timeToLive.moved(ONE);
    assertThat(told()).isEmpty();
    kafka.answer(partition -> FakeAdmin.found(7, clocks.brokerMs()));
    timeToLive.watch(ONE, TOPIC, TTL_MS, 0, 9);
    timeToLive.expire();
    timeToLive.moved(ONE);
    assertThat(told()).containsExactly(new Expire(7, 1_000), new Expire(7, 1_000));
  }

  @Test
  void aLongerTimeToLiveSparesWhatIsNotThatOld() throws Exception {
    kafka.answer(partition -> FakeAdmin.found(7, clocks.brokerMs()));
    timeToLive.watch(ONE, TOPIC, TTL_MS, 0, 9);
    timeToLive.expire();
    timeToLive.comeBack();
    kafka.answer(partition -> FakeAdmin.found(3, clocks.brokerMs()));
    timeToLive.watch(ONE, TOPIC, 2 * TTL_MS, 0, 9);
    answer(new Reply.Counted(1, 0, 0, 0, 0, 0));
    timeToLive.expire();
    timeToLive.moved(ONE);
    assertThat(told())
        .containsExactly(
            new Expire(7, 1_000),
            new Count(Long.MAX_VALUE),
            new Expire(3, 1_000),
            new Expire(3, 1_000));
  }

  @Test
  void withoutALimitNothingDies() throws Exception {
    kafka.answer(partition -> FakeAdmin.found(7, clocks.brokerMs()));
    timeToLive.watch(ONE, TOPIC, 0, 0, 9);
    timeToLive.expire();
    assertThat(told()).isEmpty();

    timeToLive.watch(ONE, TOPIC, TTL_MS, 0, 9);
    timeToLive.expire();
    timeToLive.watch(ONE, TOPIC, 0, 0, 9);
    timeToLive.expire();
    timeToLive.comeBack();
    timeToLive.moved(ONE);
    assertThat(told()).containsExactly(new Expire(7, 1_000));
  }

  private void answer(Reply reply) {
    List<LoggedCommand> all = Fixtures.commands(producer);
    pending.complete(all.get(all.size() - 1).origin().request(), reply);
  }

  private List<QueueCommand> told() {
    List<QueueCommand> told = new ArrayList<>();
    for (LoggedCommand one : Fixtures.commands(producer)) {
      if (one instanceof LoggedCommand.ForQueue queue) {
        told.add(queue.command());
      }
    }
    return told;
  }
}
