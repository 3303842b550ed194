package io.cmqkafka.arrival;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.body.CopyHeader;
import io.cmqkafka.body.DelayHeaders;
import io.cmqkafka.copy.Copied;
import io.cmqkafka.queue.DelayedOffset;
import io.cmqkafka.queue.OffsetRange;
import io.cmqkafka.queue.QueueCommand.Arrived;
import io.cmqkafka.testing.LogConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class PolledRecordsTest {
  private static final TopicPartition KAFKA = new TopicPartition("cmq.queue.q", 0);
  private static final long NOW = 1_700_000_000_000L;

  @Test
  void recordsOneAfterTheOther() {
    assertThat(PolledRecords.arrival(3, List.of(message(3), message(4)), 5))
        .isEqualTo(arrived(3, 5));
  }

  @Test
  void gapsBeforeBetweenAndAfter() {
    assertThat(PolledRecords.arrival(0, List.of(message(2), message(3), message(6)), 9))
        .isEqualTo(arrived(0, 9, range(0, 2), range(4, 6), range(7, 9)));
  }

  @Test
  void recordsWithoutValueAreGaps() {
    assertThat(PolledRecords.arrival(0, List.of(nothing(0), message(1), nothing(2), nothing(3)), 4))
        .isEqualTo(arrived(0, 4, range(0, 1), range(2, 4)));
  }

  @Test
  void gapsThatTouchAreOne() {
    assertThat(PolledRecords.arrival(0, List.of(nothing(2), nothing(5), message(8)), 9))
        .isEqualTo(arrived(0, 9, range(0, 8)));
    assertThat(PolledRecords.arrival(0, List.of(message(0), nothing(2)), 6))
        .isEqualTo(arrived(0, 6, range(1, 6)));
  }

  @Test
  void onlyGaps() {
    assertThat(PolledRecords.arrival(4, List.of(), 6)).isEqualTo(arrived(4, 6, range(4, 6)));
    assertThat(PolledRecords.arrival(4, List.of(nothing(5)), 6))
        .isEqualTo(arrived(4, 6, range(4, 6)));
  }

  @Test
  void copiesOfWhatASourceHolds() {
    ConsumerRecord<byte[], byte[]> copy = message(1);
    new CopyHeader("topic/0/subsc-1", 8, 7).addTo(copy.headers());
    ConsumerRecord<byte[], byte[]> garbage = message(2);
    garbage.headers().add("cmq-source", "nonsense".getBytes(US_ASCII));
    ConsumerRecord<byte[], byte[]> emptyCopy = nothing(3);
    new CopyHeader("topic/0/subsc-1", 9, 8).addTo(emptyCopy.headers());

    assertThat(PolledRecords.arrival(0, List.of(message(0), copy, garbage, emptyCopy), 4).copied())
        .containsExactly(new Copied(1, "topic/0/subsc-1", 8, 7));
  }

  @Test
  void delays() {
    List<ConsumerRecord<byte[], byte[]>> records =
        List.of(
            delayed(0, DelayHeaders.DELAY_MS, "1000"),
            delayed(1, DelayHeaders.DELIVER_AT, Long.toString(NOW + 5)),
            delayed(2, DelayHeaders.DELIVER_AT, Long.toString(NOW)),
            delayed(3, DelayHeaders.DELIVER_AT, "1"),
            delayed(4, DelayHeaders.DELAY_MS, "0"));
    assertThat(PolledRecords.arrival(0, records, 5))
        .isEqualTo(
            new Arrived(
                0,
                5,
                List.of(),
                List.of(new DelayedOffset(0, NOW + 1_000), new DelayedOffset(1, NOW + 5))));
  }

  @Test
  void aRecordWithoutValueIsNotDelayed() {
    RecordHeaders headers = new RecordHeaders();
    headers.add(DelayHeaders.DELAY_MS, "1000".getBytes(US_ASCII));
    assertThat(
            PolledRecords.arrival(
                0, List.of(LogConsumer.record(KAFKA, 0, null, null, NOW, headers)), 1))
        .isEqualTo(arrived(0, 1, range(0, 1)));
  }

  /** The constructor of Arrived checks what it is given; here also that nothing is left out. */
  @Test
  void anyMixtureIsAValidArrivalThatAccountsForEveryOffset() {
    Random random = new Random(77);
    for (int round = 0; round < 20_000; round++) {
      long from = random.nextInt(5);
      long next = from;
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      TreeSet<Long> messages = new TreeSet<>();
      TreeSet<Long> delays = new TreeSet<>();
      for (int i = random.nextInt(8); i > 0; i--) {
        next += random.nextInt(3);
        if (random.nextInt(3) == 0) {
          records.add(nothing(next));
        } else if (random.nextInt(3) == 0) {
          records.add(delayed(next, DelayHeaders.DELAY_MS, "5"));
          messages.add(next);
          delays.add(next);
        } else {
          records.add(message(next));
          messages.add(next);
        }
        next++;
      }
      long to = next + random.nextInt(3);
      Arrived arrived = PolledRecords.arrival(from, records, to);

      assertThat(arrived.from()).isEqualTo(from);
      assertThat(arrived.to()).isEqualTo(to);
      TreeSet<Long> told = new TreeSet<>();
      for (long offset = from; offset < to; offset++) {
        long one = offset;
        if (arrived.gaps().stream().noneMatch(gap -> gap.from() <= one && one < gap.to())) {
          told.add(offset);
        }
      }
      assertThat(told).isEqualTo(messages);
      assertThat(arrived.delayed()).map(DelayedOffset::offset).containsExactlyElementsOf(delays);
    }
  }

  private static Arrived arrived(long from, long to, OffsetRange... gaps) {
    return new Arrived(from, to, List.of(gaps), List.of());
  }

  private static OffsetRange range(long from, long to) {
    return new OffsetRange(from, to);
  }

  private static ConsumerRecord<byte[], byte[]> message(long offset) {
    return LogConsumer.record(KAFKA, offset, null, new byte[] {1}, NOW, new RecordHeaders());
  }

  private static ConsumerRecord<byte[], byte[]> nothing(long offset) {
    return LogConsumer.record(KAFKA, offset, null, null, NOW, new RecordHeaders());
  }

  private static ConsumerRecord<byte[], byte[]> delayed(long offset, String header, String value) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(header, value.getBytes(US_ASCII));
    return LogConsumer.record(KAFKA, offset, null, new byte[] {1}, NOW, headers);
  }
}
