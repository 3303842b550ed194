package io.cmqkafka.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.queue.EndedDelivery;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.testing.Fixtures;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class DeliveryEndsTest {
  private static final QueuePartition QUEUE = new QueuePartition("queue-1", 0);

  private final MockProducer<byte[], byte[]> producer = Fixtures.producer(false);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final PendingReplies pending = new PendingReplies("me", 9);
  private final ReplyRouter router =
      new ReplyRouter("me", pending, producer, "cmq.replies", 1, queue -> null);
  private final CommandLog log =
      new CommandLog(producer, Fixtures.COMMANDS, 4, pending, new LogClock(), 60_000);
  private final DeliveryEnds ends = new DeliveryEnds(log, router.unsettled(), meters);

  @Test
  void aTickTellsOfThem_whereTheQueuePartitionIsDecidedAbout_underTheNameOfTheQueue() {
    ends.tell(Map.of(QUEUE, ended(1)));
    assertThat(Fixtures.commands(producer))
        .containsExactly(
            new LoggedCommand.Tick(Optional.of(new LoggedCommand.Ended(QUEUE, ended(1)))));
    assertThat(producer.history().get(0).partition()).isEqualTo(log.partitionOf(QUEUE));
    assertThat(producer.history().get(0).key())
        .isEqualTo(QUEUE.queueId().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void manyAreToldInSeveralRecords() {
    int many = 2 * DeliveryEnds.MAX_A_RECORD + 1;
    ends.tell(Map.of(QUEUE, ended(many)));
    assertThat(
            Fixtures.commands(producer).stream()
                .flatMap(
                    one -> ((LoggedCommand.Tick) one).ended().orElseThrow().deliveries().stream()))
        .isEqualTo(ended(many));
    assertThat(producer.history()).hasSize(3);
    assertThat(producer.history())
        .allSatisfy(record -> assertThat(record.value().length).isLessThan(CommandJson.MAX_BYTES));
  }

  @Test
  void aStateIsCommittedWhenTheyAreInKafka() {
    ends.tell(Map.of(QUEUE, ended(1)));
    long start = System.nanoTime();
    router.flush();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
  }

  @Test
  void thoseThatHaveNoRoomAreCounted_andTheNextOnesHaveIt() {
    ends.tell(Map.of(QUEUE, ended(DeliveryEnds.MAX_UNDERWAY + DeliveryEnds.MAX_A_RECORD)));
    assertThat(untold()).isEqualTo(DeliveryEnds.MAX_A_RECORD);
    assertThat(producer.history()).hasSize(DeliveryEnds.MAX_UNDERWAY / DeliveryEnds.MAX_A_RECORD);
    assertThat(producer.completeNext()).isTrue();
    ends.tell(Map.of(QUEUE, ended(DeliveryEnds.MAX_A_RECORD)));
    assertThat(untold()).isEqualTo(DeliveryEnds.MAX_A_RECORD);
  }

  @Test
  void thoseThatKafkaDoesNotTakeAreCounted() {
    ends.tell(Map.of(QUEUE, ended(DeliveryEnds.MAX_UNDERWAY)));
    while (producer.errorNext(new TimeoutException("no broker"))) {}
    assertThat(untold()).isEqualTo(DeliveryEnds.MAX_UNDERWAY);
    producer.sendException = new TimeoutException("not even asked");
    ends.tell(Map.of(QUEUE, ended(1)));
    producer.sendException = null;
    assertThat(untold()).isEqualTo(DeliveryEnds.MAX_UNDERWAY + 1);

    ends.tell(Map.of(QUEUE, ended(DeliveryEnds.MAX_UNDERWAY)));
    assertThat(untold()).as("they have room again").isEqualTo(DeliveryEnds.MAX_UNDERWAY + 1);
  }

  private double untold() {
    return meters.counter("cmq.delivery.ends.untold").count();
  }

  private static List<EndedDelivery> ended(int count) {
    return LongStream.range(0, count)
        .mapToObj(
            i ->
                new EndedDelivery(
                    new Lease(Long.MAX_VALUE - i, Long.MAX_VALUE - i, Long.MAX_VALUE),
                    Long.MAX_VALUE,
                    true))
        .toList();
  }
}
