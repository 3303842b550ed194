package io.cmqkafka.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.testing.Fixtures;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TickerTest {
  private final MockProducer<byte[], byte[]> producer = Fixtures.producer(false);
  private final LogClock clock = new LogClock();
  private final CommandLog log =
      new CommandLog(producer, Fixtures.COMMANDS, 4, new PendingReplies("me", 10), clock, 60_000);
  private final Ticker ticker = new Ticker(log, clock);

  @AfterEach
  void close() {
    ticker.close();
  }

  @Test
  void ticksThePartitionThatIsDue_andNoOther() {
    ticker.wakeAt(1, clock.now() + 3_600_000);
    ticker.start();
    ticker.wakeAt(2, clock.now());
    await().until(() -> !producer.history().isEmpty());
    assertThat(partitions()).containsOnly(2);
    assertThat(Fixtures.commands(producer)).containsOnly(new LoggedCommand.Tick());
  }

  @Test
  void oneTickAtATimeIsOnItsWay() {
    ticker.wakeAt(0, 0);
    ticker.start();
    await().until(() -> producer.history().size() == 1);
    // Another partition's tick shows that the ticker has been round again.
    ticker.wakeAt(0, 0);
    ticker.wakeAt(1, 0);
    await().until(() -> producer.history().size() == 2);
    assertThat(partitions()).containsExactly(0, 1);
  }

  @Test
  void ticksAgainWhenTheFirstWasNotEnough() {
    ticker.wakeAt(0, 0);
    ticker.start();
    await().until(producer::completeNext);
    await().until(() -> producer.history().size() == 2);
  }

  @Test
  void ticksAgainWhenKafkaDidNotTakeIt() {
    ticker.wakeAt(0, 0);
    ticker.start();
    await().until(() -> producer.errorNext(new KafkaException("gone")));
    await().until(() -> producer.history().size() == 2);
  }

  @Test
  void whatIsNotOwnedAnyMoreIsNotTicked() {
    ticker.wakeAt(0, 0);
    ticker.wakeAt(0, Long.MAX_VALUE);
    ticker.start();
    ticker.wakeAt(1, 0);
    await().until(() -> !producer.history().isEmpty());
    assertThat(partitions()).containsExactly(1);
  }

  @Test
  void anEarlierTimeIsNotSleptThrough() {
    ticker.wakeAt(0, clock.now() + 3_600_000);
    ticker.start();
    ticker.wakeAt(0, clock.now());
    await().until(() -> !producer.history().isEmpty());
  }

  private List<Integer> partitions() {
    return producer.history().stream().map(ProducerRecord::partition).toList();
  }
}
