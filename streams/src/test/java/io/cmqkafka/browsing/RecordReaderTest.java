package io.cmqkafka.browsing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.testing.LogConsumer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
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
  void recordsOnTheWayCountAsRead_andThoseBehindDoNot() {
    append(0, 10);
    reader.start();
    assertThat(get(reader.read(KAFKA, List.of(1L, 5L), 4, r -> r))).isEmpty();
    OffsetReading.Part<Long> part =
        reader.readPart(KAFKA, List.of(1L, 5L), 5, ConsumerRecord::offset).join();
    assertThat(part.found().orElseThrow()).containsOnlyKeys(1L, 5L);
    assertThat(part.bytes()).isEqualTo(5);
  }

  @Test
  void keysAndHeadersCountAsRead() {
    Headers headers = new RecordHeaders().add("é", new byte[30]).add("none", null);
    consumer.append(LogConsumer.record(KAFKA, 0, new byte[200], new byte[0], 1, headers));
    reader.start();
    assertThat(get(reader.read(KAFKA, List.of(0L), 235, r -> r))).isEmpty();
    assertThat(reader.readPart(KAFKA, List.of(0L), 236, r -> r).join().bytes()).isEqualTo(236);
  }

  @Test
  void aPartitionWithoutALeaderHoldsUpTheOthersForShortTimeOnly() {
    append(0, 10);
    List<Duration> asked = new CopyOnWriteArrayList<>();
    reader = new RecordReader(withoutLeader(asked), 60_000);
    reader.start();
    refused(reader.read(KAFKA, List.of(12L), 10, r -> r), Refusal.UNAVAILABLE);
    consumer.begin(KAFKA, 5);
    refused(reader.read(KAFKA, List.of(2L), 10, r -> r), Refusal.UNAVAILABLE);
    assertThat(read(6)).containsExactly("6");
    assertThat(asked).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(2));
  }

  /** Its questions where the partition begins and ends time out. */
  private Consumer<byte[], byte[]> withoutLeader(List<Duration> asked) {
    return consumer(
        (method, args) -> {
          if (method.getName().matches("beginningOffsets|endOffsets")) {
            asked.add(args.length == 2 ? (Duration) args[1] : Duration.ofMinutes(1));
            throw new TimeoutException("on purpose");
          }
          return method.invoke(consumer, args);
        });
  }

  private interface Call {
    Object run(Method method, Object[] args) throws ReflectiveOperationException;
  }

  @SuppressWarnings("unchecked")
  private static Consumer<byte[], byte[]> consumer(Call call) {
    return (Consumer<byte[], byte[]>)
        Proxy.newProxyInstance(
            Consumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            (proxy, method, args) -> {
              try {
                return call.run(method, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
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
    consumer.atNextPoll(RecordReaderTest::untilItCloses);
    reader.start();
    reader.close();
    refused(first, Refusal.UNAVAILABLE);
    refused(reader.read(KAFKA, List.of(1L), 10, r -> r), Refusal.UNAVAILABLE);
  }

  @Test
  void whoReadsOnHasTurns_thatEndWithEnoughToKeep() {
    for (int offset = 0; offset < 10; offset++) {
      consumer.append(KAFKA, offset, new byte[300 << 10], 1);
    }
    reader.start();
    RunReading.Run<Long> run = reader.readOn(KAFKA, 0, 100, ConsumerRecord::offset).join();
    assertThat(run).isEqualTo(new RunReading.Run<>(List.of(0L, 1L, 2L, 3L), 4, 0, 0, 4, false));
    assertThat(reader.readOn(KAFKA, 4, 100, record -> null).join())
        .isEqualTo(new RunReading.Run<>(List.of(), 6, 0, 4, 10, true));
    assertThat(reader.readOn(KAFKA, 77, 100, record -> null).join())
        .isEqualTo(new RunReading.Run<>(List.of(), 0, 0, 10, 10, true));
  }

  @Test
  void aTurnDoesNotEndBeforeItsFirstRecord_howeverLateKafkaBringsIt() {
    append(0, 3);
    reader = new RecordReader(bringingNothing(5), 60_000);
    reader.start();
    assertThat(join(reader.readOn(KAFKA, 0, 100, ConsumerRecord::offset)).kept())
        .containsExactly(0L, 1L, 2L);
  }

  @Test
  void whoWaitsForTheFirstRecordOfATurnIsRefusedAtLast() {
    append(0, 3);
    reader = new RecordReader(bringingNothing(Integer.MAX_VALUE), 1_000);
    reader.start();
    refused(reader.readOn(KAFKA, 0, 100, ConsumerRecord::offset), Refusal.UNAVAILABLE);
  }

  /** Its first polls last as long as they may, and bring nothing. */
  private Consumer<byte[], byte[]> bringingNothing(int polls) {
    return consumer(
        (method, args) -> {
          if (!method.getName().equals("poll")) {
            return method.invoke(consumer, args);
          }
          if (consumer.polls() < polls) {
            consumer.pause(Set.of(KAFKA));
          } else {
            consumer.resume(Set.of(KAFKA));
          }
          return method.invoke(consumer, args);
        });
  }

  private static void untilItCloses() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private void append(long from, long to) {
    for (long offset = from; offset < to; offset++) {
      consumer.append(KAFKA, offset, Long.toString(offset).getBytes(UTF_8), 1);
    }
  }

  private List<String> read(Long... offsets) {
    return get(reader.read(KAFKA, List.of(offsets), 10_000, r -> r)).orElseThrow().values().stream()
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

  private static <T> T join(CompletableFuture<T> future) {
    assertThat(future).succeedsWithin(Duration.ofSeconds(30));
    return future.join();
  }

  private static void refused(CompletableFuture<?> future, Refusal reason) {
    assertThat(future)
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(reason));
  }
}
