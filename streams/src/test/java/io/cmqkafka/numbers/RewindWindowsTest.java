package io.cmqkafka.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.queue.Depth;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.testing.FakeAdmin;
import io.cmqkafka.testing.Fixtures;
import io.cmqkafka.testing.SteppedClocks;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class RewindWindowsTest {
  private static final int WINDOW_SECONDS = 600;
  private static final QueuePartition REWINDABLE = new QueuePartition("queue-rewindable", 0);
  private static final QueuePartition OTHER = new QueuePartition("queue-other", 0);
  private static final QueuePartition GONE = new QueuePartition("queue-gone", 0);
  private static final Map<String, QueueDefinition> QUEUES =
      Map.of(
          REWINDABLE.queueId(), queue("rewindable", WINDOW_SECONDS),
          OTHER.queueId(), queue("other", 0));

  private final FakeAdmin kafka = new FakeAdmin();
  private final SteppedClocks clocks = new SteppedClocks();
  private final AtomicLong nanos = new AtomicLong();
  private final io.cmqkafka.logtime.AgeClock ages = clocks.ages();
  private final RewindWindows windows =
      new RewindWindows(kafka.admin(), id -> Optional.ofNullable(QUEUES.get(id)), ages, nanos::get);

  @Test
  void kafkaIsAskedWhereTheWindowBegins_onceAMinute() {
    knowTime();
    kafka.answer(partition -> FakeAdmin.found(42, 1));
    assertThat(windows.start(REWINDABLE)).isEqualTo(Depth.UNKNOWN);
    windows.ask();
    assertThat(windows.start(REWINDABLE)).isEqualTo(42);
    OffsetSpec asked = kafka.asked.get(0).get(new TopicPartition("cmq.queue.rewindable", 0));
    assertThat(asked).isInstanceOf(OffsetSpec.TimestampSpec.class);

    kafka.answer(partition -> FakeAdmin.found(50, 1));
    windows.ask();
    assertThat(windows.start(REWINDABLE)).isEqualTo(42);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(60));
    windows.ask();
    assertThat(windows.start(REWINDABLE)).isEqualTo(50);
    assertThat(kafka.asked).hasSize(2);
  }

  @Test
  void aWindowWithoutMessages_holdsNothing() {
    knowTime();
    kafka.answer(partition -> FakeAdmin.found(-1, -1));
    windows.start(REWINDABLE);
    windows.ask();
    assertThat(windows.start(REWINDABLE)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void nobodyIsAskedAboutAQueueThatCannotBeRewound_norAboutOneThatIsGone() {
    knowTime();
    assertThat(windows.start(OTHER)).isEqualTo(Long.MAX_VALUE);
    assertThat(windows.start(GONE)).isEqualTo(Long.MAX_VALUE);
    windows.ask();
    assertThat(kafka.asked).isEmpty();
  }

  @Test
  void untilTheTimeIsKnown_noWindowIs() {
    windows.start(REWINDABLE);
    windows.ask();
    assertThat(kafka.asked).isEmpty();
  }

  @Test
  void whatKafkaCannotTell_staysAsItWas_andIsAskedForAgain() {
    knowTime();
    KafkaFutureImpl<org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo> failed =
        new KafkaFutureImpl<>();
    failed.completeExceptionally(new UnknownTopicOrPartitionException());
    kafka.answer(partition -> (KafkaFuture) failed);
    windows.start(REWINDABLE);
    windows.ask();
    assertThat(windows.start(REWINDABLE)).isEqualTo(Depth.UNKNOWN);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(60));
    windows.ask();
    assertThat(kafka.asked).hasSize(2);
  }

  @Test
  void whatNobodyAsksForAnyMore_isForgotten() {
    knowTime();
    kafka.answer(partition -> FakeAdmin.found(42, 1));
    windows.start(REWINDABLE);
    windows.ask();
    nanos.addAndGet(TimeUnit.MINUTES.toNanos(6));
    windows.ask();
    assertThat(kafka.asked).hasSize(1);
    assertThat(windows.start(REWINDABLE)).isEqualTo(Depth.UNKNOWN);
  }

  private void knowTime() {
    ages.observe(ages.nanos(), SteppedClocks.START_MS);
  }

  private static QueueDefinition queue(String name, int rewindSeconds) {
    return new QueueDefinition(
        name,
        "queue-" + name,
        "cmq.queue." + name,
        Fixtures.TOPIC_ID,
        false,
        List.of(0L),
        new QueueAttributes(1_000_000, 0, 30, 65_536, 345_600, rewindSeconds),
        0,
        0);
  }
}
