package io.cmqkafka.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.testing.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MessageLogTest {
  private static final QueueDefinition QUEUE = Fixtures.queue("orders", 0);
  private static final QueuePartition PARTITION = new QueuePartition(QUEUE.id(), 0);

  private final AtomicLong nanos = new AtomicLong();
  private final Set<String> senders = ConcurrentHashMap.newKeySet();
  private final CountDownLatch metadata = new CountDownLatch(1);
  private volatile boolean unknown;

  /** As the producer does whose metadata of the topic is gone. */
  private volatile boolean forgotten;

  /** So much lower than the producer's own are the offsets that Kafka answers. */
  private int lost;

  private volatile boolean full;

  /** So many records the producer has room for. */
  private volatile int room = Integer.MAX_VALUE;

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
        @Override
        public Future<RecordMetadata> send(
            ProducerRecord<byte[], byte[]> record, Callback callback) {
          senders.add(Thread.currentThread().getName());
          if (unknown && record.topic().equals(QUEUE.kafkaTopic())) {
            await().until(() -> metadata.getCount() == 0);
          }
          if (forgotten) {
            callback.onCompletion(null, new TimeoutException("not present in metadata after 0 ms"));
            return null;
          }
          if (full || history().size() >= room) {
            callback.onCompletion(null, new BufferExhaustedException("no room"));
            return null;
          }
          int lower = lost;
          return super.send(
              record,
              (taken, failure) ->
                  callback.onCompletion(
                      failure != null
                          ? null
                          : new RecordMetadata(
                              new TopicPartition(taken.topic(), taken.partition()),
                              taken.offset() - lower,
                              0,
                              taken.timestamp(),
                              0,
                              0),
                      failure));
        }
      };
  private final BodyCache cache = new BodyCache(1 << 20);
  private final MessageLog log =
      new MessageLog(producer, cache, new ByteBudget(100), 5_000, nanos::get);

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void lettersGoToTheirPartitionWithTheirHeaders_andAreReadBackWithThem() throws Exception {
    QueueDefinition queue = Fixtures.queue("dlq", 0, 0, 0);
    Header header = new RecordHeader("trace", new byte[] {7});
    StoredBody letter = new StoredBody(new byte[] {1}, 5, List.of(header));
    CompletableFuture<?> sent = log.append(queue, 2, List.of(letter));
    await().until(producer::completeNext);
    sent.get(10, TimeUnit.SECONDS);
    ProducerRecord<byte[], byte[]> record = producer.history().get(0);
    assertThat(record.partition()).isEqualTo(2);
    assertThat(record.timestamp()).isNull();
    assertThat(record.headers()).containsExactly(header);
    // The cache would have them without headers.
    assertThat(cache.bytes()).isZero();
    assertThat(log.knownEnd(new QueuePartition(queue.id(), 2))).isEqualTo(1);
  }

  @Test
  void isAnsweredWhenKafkaHasAcknowledgedAll_inTheOrderOfTheBodies() {
    CompletableFuture<List<MessageId>> sent = log.append(QUEUE, bodies("a", "b"), 0);
    await().until(() -> producer.history().size() == 2);
    assertThat(sent).isNotDone();
    assertThat(log.inflightBytes()).isEqualTo(2);
    assertThat(log.knownEnd(PARTITION)).isZero();
    producer.completeNext();
    assertThat(sent).isNotDone();
    producer.completeNext();
    assertThat(sent).isCompletedWithValue(List.of(new MessageId(0, 0), new MessageId(0, 1)));
    assertThat(log.knownEnd(PARTITION)).isEqualTo(2);
    assertThat(log.inflightBytes()).isZero();
    assertThat(cache.get(BodySource.of(QUEUE, 0), 1).body()).isEqualTo("b".getBytes(UTF_8));
    assertThat(producer.history().get(0).topic()).isEqualTo(QUEUE.kafkaTopic());
    assertThat(producer.history().get(0).headers()).isEmpty();
  }

  @Test
  void knowsALowerEndWhenKafkaHasLostWhatItHadTaken() {
    log.append(QUEUE, bodies("a"), 0);
    await().until(producer::completeNext);
    log.append(QUEUE, bodies("b"), 0);
    producer.completeNext();
    assertThat(log.knownEnd(PARTITION)).isEqualTo(2);
    lost = 2;
    log.append(QUEUE, bodies("c"), 0);
    producer.completeNext();
    assertThat(log.knownEnd(PARTITION)).isEqualTo(1);
  }

  @Test
  void aDelayIsInTheHeaders() {
    log.append(QUEUE, bodies("a"), 5_000);
    await().until(() -> !producer.history().isEmpty());
    assertThat(DelayHeaders.due(producer.history().get(0).headers(), 100)).isEqualTo(5_100);
  }

  @Test
  void whatKafkaDoesNotTakeIsUnavailable() {
    CompletableFuture<List<MessageId>> sent = log.append(QUEUE, bodies("a", "b"), 0);
    await().until(() -> producer.history().size() == 2);
    producer.completeNext();
    producer.errorNext(new KafkaException("gone"));
    refused(sent, Refusal.UNAVAILABLE);
    assertThat(log.inflightBytes()).isZero();
  }

  @Test
  void whatTheProducerThrowsIsUnavailable() {
    producer.sendException = new KafkaException("closed");
    refused(log.append(QUEUE, bodies("a"), 0), Refusal.UNAVAILABLE);
    assertThat(log.inflightBytes()).isZero();
  }

  @Test
  void beyondItsBoundItIsOverloaded_untilThereIsRoomAgain() {
    CompletableFuture<List<MessageId>> first = log.append(QUEUE, bodies("x".repeat(100)), 0);
    refused(log.append(QUEUE, bodies("y"), 0), Refusal.OVERLOADED);
    await().until(producer::completeNext);
    assertThat(first).isCompleted();
    log.append(QUEUE, bodies("y"), 0);
    await().until(() -> producer.history().size() == 2);
  }

  @Test
  void partitionsTakeTurns() {
    QueueDefinition queue = Fixtures.queue("wide", 0, 0, 0);
    for (int i = 0; i < 3; i++) {
      log.append(queue, bodies("a"), 0);
    }
    await().until(() -> producer.history().size() == 3);
    assertThat(producer.history()).map(one -> one.partition()).containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void queuesThatAreGoneAreForgotten() {
    CompletableFuture<List<MessageId>> sent = log.append(QUEUE, bodies("a"), 0);
    await().until(producer::completeNext);
    assertThat(sent).isCompleted();
    log.retain(Set.of());
    assertThat(log.knownEnd(PARTITION)).isZero();
  }

  @Test
  void whatWaitedTooLongForItsTurnIsNotSentAnyMore() {
    unknown = true;
    for (int i = 0; i < 4; i++) {
      log.append(QUEUE, bodies("a", "b"), 0);
    }
    CompletableFuture<List<MessageId>> fifth = log.append(QUEUE, bodies("c"), 0);
    await().until(() -> log.inflightBytes() == 9);
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(5_001));
    metadata.countDown();
    refused(fifth, Refusal.UNAVAILABLE);
    await().until(() -> log.inflightBytes() == 0);
    assertThat(producer.history()).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void aQueueWhoseTopicIsNotThereHoldsUpNoOther_andHasALineOfItsOwn() {
    unknown = true;
    QueueDefinition other = Fixtures.queue("other", 0);
    List<CompletableFuture<List<MessageId>>> stuck = new ArrayList<>();
    stuck.add(log.append(QUEUE, List.of(new byte[0]), 0));
    await().until(() -> !senders.isEmpty());
    for (int i = 0; i < 250; i++) {
      stuck.add(log.append(QUEUE, List.of(new byte[0]), 0));
    }
    refused(log.append(QUEUE, List.of(new byte[0]), 0), Refusal.OVERLOADED);
    CompletableFuture<List<MessageId>> sent = log.append(other, bodies("a"), 0);
    await().until(producer::completeNext);
    assertThat(sent).isCompleted();
    assertThat(stuck).noneMatch(CompletableFuture::isDone);
    unknown = false;
    metadata.countDown();
    await().until(() -> producer.history().size() == 252);
  }

  @Test
  void whatStillWaitsWhenItClosesIsRefused() {
    unknown = true;
    log.append(QUEUE, List.of(new byte[0]), 0);
    await().until(() -> !senders.isEmpty());
    CompletableFuture<List<MessageId>> waiting = log.append(QUEUE, List.of(new byte[0]), 0);
    log.close();
    metadata.countDown();
    refused(waiting, Refusal.UNAVAILABLE);
  }

  @Test
  void aQueueIsWarmOnlyForAsLongAsTheProducerRemembersItsTopic() {
    log.append(QUEUE, bodies("a"), 0);
    await().until(producer::completeNext);
    senders.clear();
    log.append(QUEUE, bodies("b"), 0);
    assertThat(senders).containsExactly(Thread.currentThread().getName());
    senders.clear();
    nanos.addAndGet(TimeUnit.MINUTES.toNanos(31));
    log.append(QUEUE, bodies("c"), 0);
    await().until(() -> !senders.isEmpty());
    assertThat(senders).containsExactly("cmq-cold-sends");
  }

  @Test
  void aTopicThatTheProducerHasForgottenHoldsUpNoSender_andIsWaitedForElsewhere() {
    log.append(QUEUE, bodies("a"), 0);
    await().until(producer::completeNext);
    senders.clear();
    forgotten = true;
    CompletableFuture<List<MessageId>> sent = log.append(QUEUE, bodies("b", "c"), 0);
    CompletableFuture<List<MessageId>> next = log.append(QUEUE, bodies("d"), 0);
    await().until(() -> senders.contains("cmq-cold-sends"));
    assertThat(sent).isNotDone();
    forgotten = false;
    await().until(() -> producer.history().size() == 4);
    producer.completeNext();
    producer.completeNext();
    producer.completeNext();
    assertThat(sent).isCompletedWithValue(List.of(new MessageId(0, 1), new MessageId(0, 2)));
    assertThat(next).isCompletedWithValue(List.of(new MessageId(0, 3)));
  }

  @Test
  void aTopicThatDoesNotComeBackIsWaitedForTwoSeconds() {
    forgotten = true;
    CompletableFuture<List<MessageId>> sent = log.append(QUEUE, bodies("a"), 0);
    await().until(() -> !senders.isEmpty());
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(2_001));
    refused(sent, Refusal.UNAVAILABLE);
    assertThat(log.inflightBytes()).isZero();
  }

  @Test
  void whatKafkaDoesNotAcknowledgeInTimeIsRefused_andStillCountsWhenItIsThere() {
    CompletableFuture<?> sent = log.append(QUEUE, bodies("a"), 0);
    await().until(() -> producer.history().size() == 1);
    nanos.set(TimeUnit.MILLISECONDS.toNanos(5_000));
    log.refuseLate();
    assertThat(sent).isNotDone();
    nanos.incrementAndGet();
    log.refuseLate();
    refused(sent, Refusal.UNAVAILABLE);
    assertThat(log.inflightBytes()).isZero();
    producer.completeNext();
    assertThat(log.knownEnd(PARTITION)).isEqualTo(1);
  }

  @Test
  void whenTheProducerHasNoRoomForOneMoreBatchTheSendIsRefused_andHoldsUpNoFirstOne() {
    CompletableFuture<?> first = log.append(QUEUE, bodies("a"), 0);
    await().until(producer::completeNext);
    assertThat(first).succeedsWithin(10, TimeUnit.SECONDS);
    senders.clear();
    full = true;
    CompletableFuture<?> sent = log.append(QUEUE, bodies("b"), 0);
    refused(sent, Refusal.OVERLOADED);
    assertThat(senders).containsExactly(Thread.currentThread().getName());
    assertThat(log.inflightBytes()).isZero();
  }

  @Test
  void aBatchOfWhichTheProducerHasTakenAPartWaitsForRoom_andIsNotRefused() {
    warmUp();
    room = 4;
    CompletableFuture<List<MessageId>> sent = log.append(QUEUE, bodies("b", "c", "d", "e"), 0);
    await().until(() -> senders.contains("cmq-cold-sends"));
    assertThat(producer.history()).hasSize(4);
    assertThat(sent).isNotDone();
    room = Integer.MAX_VALUE;
    await().until(() -> producer.history().size() == 5);
    for (int i = 0; i < 4; i++) {
      producer.completeNext();
    }
    assertThat(sent)
        .isCompletedWithValue(
            List.of(
                new MessageId(0, 1),
                new MessageId(0, 2),
                new MessageId(0, 3),
                new MessageId(0, 4)));
  }

  @Test
  void aBatchWhoseRestFindsNoRoomInTimeIsNotSaidToBeUnsent() {
    warmUp();
    room = 4;
    CompletableFuture<List<MessageId>> sent = log.append(QUEUE, bodies("b", "c", "d", "e"), 0);
    await().until(() -> senders.contains("cmq-cold-sends"));
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(2_001));
    refused(sent, Refusal.UNAVAILABLE);
    assertThat(producer.history()).hasSize(4);
    assertThat(log.inflightBytes()).isZero();
  }

  private void warmUp() {
    log.append(QUEUE, bodies("a"), 0);
    await().until(producer::completeNext);
    senders.clear();
  }

  private static List<byte[]> bodies(String... bodies) {
    return List.of(bodies).stream().map(body -> body.getBytes(UTF_8)).toList();
  }

  private static void refused(CompletableFuture<?> future, Refusal refusal) {
    assertThat(future)
        .failsWithin(10, TimeUnit.SECONDS)
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(refusal));
  }
}
