package io.cmqkafka.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.testing.Fixtures;
import io.cmqkafka.testing.LogConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BodyFetcherTest {
  private static final QueueDefinition QUEUE = Fixtures.queue("orders", 0);
  private static final TopicPartition KAFKA = new TopicPartition(QUEUE.kafkaTopic(), 0);
  private static final BodySource SOURCE = BodySource.of(QUEUE, 0);
  private static final BodySource OTHER = BodySource.of(Fixtures.queue("other", 0), 0);

  private final LogConsumer consumer = new LogConsumer();
  private final BodyCache cache = new BodyCache(1 << 20);
  private BodyFetcher fetcher = new BodyFetcher(consumer, cache, 60_000);

  @AfterEach
  void close() {
    fetcher.close();
  }

  @Test
  void whatIsAtHandIsAnsweredAtOnce() {
    StoredBody body = new StoredBody(new byte[] {1}, 5);
    cache.put(SOURCE, 3, body);
    assertThat(fetcher.fetch(SOURCE, 3)).isCompletedWithValue(body);
    fetcher.forget(SOURCE, 3);
    assertThat(fetcher.fetch(SOURCE, 3)).isNotDone();
  }

  @Test
  void readsFromKafka_andKeepsWhatCameAlong() {
    append(0, 10);
    fetcher.start();
    assertThat(body(fetcher.fetch(SOURCE, 4))).isEqualTo("4");
    await().until(() -> cache.get(SOURCE, 5) != null);
  }

  @Test
  void afterAnErrorNobodyWaitsForever() {
    consumer.atNextPoll(
        () -> {
          throw new OutOfMemoryError("not really");
        });
    CompletableFuture<StoredBody> waiting = fetcher.fetch(SOURCE, 4);
    fetcher.start();
    refused(waiting, Refusal.UNAVAILABLE);
    await().until(() -> !fetcher.isAlive());
    refused(fetcher.fetch(SOURCE, 5), Refusal.UNAVAILABLE);
  }

  @Test
  void severalWhoWantTheSameAreAllAnswered() {
    append(0, 10);
    CompletableFuture<StoredBody> first = fetcher.fetch(SOURCE, 4);
    CompletableFuture<StoredBody> second = fetcher.fetch(SOURCE, 4);
    CompletableFuture<StoredBody> earlier = fetcher.fetch(SOURCE, 1);
    fetcher.start();
    assertThat(body(first)).isEqualTo("4");
    assertThat(body(second)).isEqualTo("4");
    assertThat(body(earlier)).isEqualTo("1");
  }

  @Test
  void goesBackAndFarAhead() {
    append(0, 1_000);
    BodyCache nothing = new BodyCache(0);
    fetcher = new BodyFetcher(consumer, nothing, 10_000);
    fetcher.start();
    for (int offset : new int[] {900, 3, 4, 500, 999, 0}) {
      assertThat(body(fetcher.fetch(SOURCE, offset))).isEqualTo(Integer.toString(offset));
    }
  }

  @Test
  void whatIsNotThereIsNull() {
    consumer.append(KAFKA, 0, "0".getBytes(UTF_8), 1);
    consumer.append(KAFKA, 3, "3".getBytes(UTF_8), 1);
    consumer.append(KAFKA, 4, null, 1);
    consumer.end(KAFKA, 7);
    fetcher.start();
    assertThat(get(fetcher.fetch(SOURCE, 1))).isNull();
    assertThat(get(fetcher.fetch(SOURCE, 6))).isNull();
    assertThat(get(fetcher.fetch(SOURCE, 4)).body()).isNull();
  }

  @Test
  void whatKafkaHasLostIsUnavailableAtOnce_andHoldsUpNoOther() {
    append(0, 10);
    fetcher.start();
    refused(fetcher.fetch(SOURCE, 12), Refusal.UNAVAILABLE);
    assertThat(body(fetcher.fetch(SOURCE, 8))).isEqualTo("8");
  }

  @Test
  void whatKafkaHasDeletedIsNull() {
    append(0, 10);
    consumer.begin(KAFKA, 8);
    fetcher.start();
    assertThat(get(fetcher.fetch(SOURCE, 2))).isNull();
    assertThat(body(fetcher.fetch(SOURCE, 8))).isEqualTo("8");
  }

  @Test
  void whatKafkaHasDeletedIsNull_evenIfKafkaCannotTellAtOnceWhereItBegins() {
    append(0, 10);
    consumer.begin(KAFKA, 8);
    consumer.failNextBeginning(new TimeoutException("not now"));
    fetcher.start();
    assertThat(get(fetcher.fetch(SOURCE, 2))).isNull();
    assertThat(body(fetcher.fetch(SOURCE, 9))).isEqualTo("9");
  }

  @Test
  void afterAFailureItGoesOn() {
    append(0, 10);
    consumer.atNextPoll(
        () -> {
          throw new KafkaException("for once");
        });
    consumer.atNextPoll(
        () -> {
          throw new IllegalStateException("nothing that a consumer should throw");
        });
    fetcher.start();
    assertThat(body(fetcher.fetch(SOURCE, 2))).isEqualTo("2");
  }

  @Test
  void aFailureWhileAimingLeavesNoPartitionWithoutAPosition() {
    append(0, 10);
    consumer.append(OTHER.kafka(), 7, "other".getBytes(UTF_8), 1);
    fetcher = new BodyFetcher(consumer, new BodyCache(0), 60_000);
    fetcher.start();
    body(fetcher.fetch(SOURCE, 2));
    // The next look at a position comes when both queues are wanted, while aiming.
    consumer.failNextPosition(SOURCE.kafka(), new TimeoutException("not now"));
    CompletableFuture<StoredBody> other = fetcher.fetch(OTHER, 7);
    CompletableFuture<StoredBody> again = fetcher.fetch(SOURCE, 2);
    assertThat(body(other)).isEqualTo("other");
    assertThat(body(again)).isEqualTo("2");
  }

  @Test
  void whatKafkaDoesNotAnswerInTimeIsUnavailable_andHoldsUpNobody() {
    consumer.append(OTHER.kafka(), 0, "other".getBytes(UTF_8), 1);
    fetcher = new BodyFetcher(consumer, cache, 300);
    fetcher.start();
    CompletableFuture<StoredBody> never = fetcher.fetch(SOURCE, 1);
    // Again, beside another that is stuck, if on a slow machine it takes too long by itself.
    await()
        .ignoreExceptionsMatching(e -> e.getCause() instanceof RefusedException)
        .until(
            () -> {
              fetcher.fetch(SOURCE, 1);
              return new String(fetcher.fetch(OTHER, 0).join().body(), UTF_8).equals("other");
            });
    refused(never, Refusal.UNAVAILABLE);
  }

  @Test
  void aRequestThatComesWhileAnotherIsStuckIsAimedAtAtOnce() {
    append(0, 10);
    consumer.waitForRecordsOnly();
    fetcher.start();
    fetcher.fetch(OTHER, 100);
    await().until(() -> consumer.polls() > 0);
    assertThat(body(fetcher.fetch(SOURCE, 3))).isEqualTo("3");
  }

  @Test
  void aTopicThatLivesAgainIsNotAnsweredFromItsFormerLife() {
    consumer.append(KAFKA, 0, "old".getBytes(UTF_8), 1);
    consumer.append(KAFKA, 1, "old too".getBytes(UTF_8), 1);
    fetcher.start();
    assertThat(body(fetcher.fetch(SOURCE, 0))).isEqualTo("old");

    consumer.recreate(KAFKA);
    consumer.append(KAFKA, 0, "new".getBytes(UTF_8), 1);
    consumer.append(KAFKA, 1, "new too".getBytes(UTF_8), 1);
    BodySource lifeAfter = new BodySource("queue-later", KAFKA);
    assertThat(body(fetcher.fetch(lifeAfter, 0))).isEqualTo("new");
    assertThat(body(fetcher.fetch(lifeAfter, 1))).isEqualTo("new too");
  }

  @Test
  void tooManyRequestsAreOverloaded() {
    append(0, 1);
    List<CompletableFuture<StoredBody>> all = new ArrayList<>();
    fetcher.start();
    // Nobody can be answered, so all that are taken wait, wherever that is.
    for (int i = 0; i < 50_000; i++) {
      all.add(fetcher.fetch(SOURCE, 1));
      if (i == 25_000) {
        int polls = consumer.polls();
        await().until(() -> consumer.polls() > polls + 2);
      }
    }
    assertThat(all).noneMatch(CompletableFuture::isDone);
    refused(fetcher.fetch(SOURCE, 1), Refusal.OVERLOADED);
  }

  @Test
  void close_refusesWhatWaitsAndWhatComes() {
    fetcher.start();
    CompletableFuture<StoredBody> waiting = fetcher.fetch(SOURCE, 0);
    fetcher.close();
    refused(waiting, Refusal.UNAVAILABLE);
    refused(fetcher.fetch(SOURCE, 0), Refusal.UNAVAILABLE);
  }

  private void append(int from, int to) {
    for (int offset = from; offset < to; offset++) {
      consumer.append(KAFKA, offset, Integer.toString(offset).getBytes(UTF_8), 1);
    }
  }

  private static StoredBody get(CompletableFuture<StoredBody> future) {
    assertThat(future).succeedsWithin(20, TimeUnit.SECONDS);
    return future.join();
  }

  private static String body(CompletableFuture<StoredBody> future) {
    return new String(get(future).body(), UTF_8);
  }

  private static void refused(CompletableFuture<?> future, Refusal refusal) {
    assertThat(future)
        .failsWithin(20, TimeUnit.SECONDS)
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(refusal));
  }
}
