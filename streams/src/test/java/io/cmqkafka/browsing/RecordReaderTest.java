package io.cmqkafka.browsing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.testing.LogConsumer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordReaderTest {
  private static final TopicPartition KAFKA = new TopicPartition("cmq.queue.orders", 0);

  private final LogConsumer consumer = new LogConsumer();
  private RecordReader reader = new RecordReader(consumer, 60_000);

  @AfterEach
  void close() {
    reader.close();
  }

  @Test
  void readsWhatIsAskedFor_nearAndFar() {
    append(0, 1_000);
    reader.start();
    assertThat(read(3, 4, 900)).containsExactlyInAnyOrder("3", "4", "900");
    assertThat(read(2)).containsExactly("2");
  }

  @Test
  void whatIsNotThereIsLeftOut() {
    append(0, 3);
    append(5, 8);
    reader.start();
    assertThat(read(2, 3, 4, 5)).containsExactlyInAnyOrder("2", "5");
  }

  @Test
  void whatKafkaHasDeletedIsLeftOut_andTheRestIsRead() {
    append(0, 10);
    consumer.begin(KAFKA, 8);
    reader.start();
    assertThat(read(2, 7, 8, 9)).containsExactlyInAnyOrder("8", "9");
    assertThat(read(9, 12)).containsExactly("9");
  }

  @Test
  void moreBytesThanAllowedAreNotGiven() {
    append(0, 10);
    reader.start();
    assertThat(get(reader.read(KAFKA, List.of(1L, 2L, 3L), 2, r -> r))).isEmpty();
    assertThat(get(reader.read(KAFKA, List.of(1L, 2L), 2, r -> r))).isPresent();
  }

  @Test
  void aFailureOfKafkaEndsOneRequestAlone() {
    append(0, 10);
    consumer.atNextPoll(
        () -> {
          throw new KafkaException("on purpose");
        });
    reader.start();
    refused(reader.read(KAFKA, List.of(1L), 10, r -> r), Refusal.UNAVAILABLE);
    assertThat(read(1)).containsExactly("1");
  }

  @Test
  void tooManyWaitingAreRefused_andAllAreWhenItCloses() {
    CompletableFuture<?> first = reader.read(KAFKA, List.of(1L), 10, r -> r);
    for (int waiting = 1; waiting < 64; waiting++) {
      assertThat(reader.read(KAFKA, List.of(1L), 10, r -> r)).isNotDone();
    }
    refused(reader.read(KAFKA, List.of(1L), 10, r -> r), Refusal.OVERLOADED);
    reader.start();
    reader.close();
    refused(first, Refusal.UNAVAILABLE);
    refused(reader.read(KAFKA, List.of(1L), 10, r -> r), Refusal.UNAVAILABLE);
  }

  private void append(long from, long to) {
    for (long offset = from; offset < to; offset++) {
      consumer.append(KAFKA, offset, Long.toString(offset).getBytes(UTF_8), 1);
    }
  }

  private List<String> read(Long... offsets) {
    return get(reader.read(KAFKA, List.of(offsets), 1_000, r -> r)).orElseThrow().values().stream()
        .map(record -> new String(record.value(), UTF_8))
        .toList();
  }

  private List<String> read(int... offsets) {
    return read(java.util.Arrays.stream(offsets).mapToObj(o -> (long) o).toArray(Long[]::new));
  }

  private static Optional<Map<Long, ConsumerRecord<byte[], byte[]>>> get(
      CompletableFuture<Optional<Map<Long, ConsumerRecord<byte[], byte[]>>>> future) {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void refused(CompletableFuture<?> future, Refusal reason) {
    assertThat(future)
        .failsWithin(java.time.Duration.ofSeconds(30))
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(reason));
  }
}
