package io.cmqkafka.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.QueueCounts;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QueueLimitsTest {
  private static final QueueDefinition QUEUE = queue("queue-1");
  private static final QueueDefinition BIG = queue("queue-1", 100_000);

  private long nanos = 1;
  private OptionalInt processes = OptionalInt.of(1);
  private final Deque<CompletableFuture<QueueCounts>> counts = new ArrayDeque<>();
  private final QueueLimits guard =
      new QueueLimits(
          queue -> {
            CompletableFuture<QueueCounts> count = new CompletableFuture<>();
            counts.add(count);
            return count;
          },
          5,
          () -> processes,
          () -> nanos);

  @Test
  void aSendIsAdmittedAtOnce_andCountedMeanwhile() {
    assertThat(guard.admit(QUEUE, 1, false)).isCompleted();
    assertThat(counts).hasSize(1);
    assertThat(guard.admit(QUEUE, 1, false)).isCompleted();
    assertThat(counts).as("one count at a time").hasSize(1);
  }

  @Test
  void whatIsInTheQueueAndWhatWasSentSinceMakeItFull() {
    // The one that was sent while it was counted may not be in the count.
    guard.admit(QUEUE, 1, false);
    counts.remove().complete(counts(96, 1, 1));
    assertThat(guard.admit(QUEUE, 1, false)).isCompleted();
    refused(guard.admit(QUEUE, 1, false), Refusal.HEAP_FULL);
    assertThat(counts).as("the count was fresh").isEmpty();
  }

  @Test
  void beforeItRefusesItCountsAgain() {
    guard.admit(QUEUE, 1, false);
    counts.remove().complete(counts(99, 0, 0));
    nanos += TimeUnit.MILLISECONDS.toNanos(60);
    CompletableFuture<Void> admitted = guard.admit(QUEUE, 1, false);
    assertThat(admitted).isNotDone();
    counts.remove().complete(counts(0, 0, 0));
    assertThat(admitted).isCompleted();
    nanos += TimeUnit.MILLISECONDS.toNanos(60);
    CompletableFuture<Void> tooMany = guard.admit(QUEUE, 100, false);
    counts.remove().complete(counts(1, 0, 0));
    refused(tooMany, Refusal.HEAP_FULL);
  }

  @Test
  void whatWasRefusedTakesNoRoom() {
    guard.admit(QUEUE, 1, false);
    counts.remove().complete(counts(97, 0, 0));
    refused(guard.admit(QUEUE, 3, false), Refusal.HEAP_FULL);
    assertThat(guard.admit(QUEUE, 2, false)).isCompleted();
  }

  @Test
  void delayedMessagesHaveALimitOfTheirOwn() {
    guard.admit(QUEUE, 1, false);
    counts.remove().complete(counts(0, 0, 4));
    assertThat(guard.admit(QUEUE, 1, true)).isCompleted();
    refused(guard.admit(QUEUE, 1, true), Refusal.TOO_MANY_DELAYED);
    assertThat(guard.admit(QUEUE, 90, false)).isCompleted();
  }

  @Test
  void alsoWhenKafkaCountsNoProcess_whatThisOneSendsIsCountedInTime() {
    processes = OptionalInt.of(0);
    guard.admit(BIG, 1, false);
    counts.remove().complete(counts(0, 0, 0));
    guard.admit(BIG, 50_000, false);
    nanos += TimeUnit.SECONDS.toNanos(2);
    guard.admit(BIG, 1, false);
    assertThat(counts).hasSize(1);
  }

  @Test
  void whenItCannotCountItLetsPassWhatItKnowsOf_andCountsAgainASecondLater() {
    guard.admit(QUEUE, 1, false);
    failCount();
    assertThat(guard.admit(QUEUE, 99, false)).isCompleted();
    refused(guard.admit(QUEUE, 1, false), Refusal.UNAVAILABLE);
    assertThat(counts).as("it has just failed").isEmpty();
    nanos += TimeUnit.SECONDS.toNanos(1);
    CompletableFuture<Void> waiting = guard.admit(QUEUE, 1, false);
    assertThat(waiting).isNotDone();
    assertThat(guard.admit(QUEUE, 1, false)).isNotDone();
    assertThat(counts).as("one count at a time").hasSize(1);
    failCount();
    refused(waiting, Refusal.UNAVAILABLE);
  }

  @Test
  void whenItCouldNotCountForAMinuteNothingPassesWithoutACount() {
    guard.admit(QUEUE, 1, false);
    failCount();
    nanos += TimeUnit.SECONDS.toNanos(59);
    assertThat(guard.admit(QUEUE, 1, false)).isCompleted();
    failCount();
    nanos += TimeUnit.SECONDS.toNanos(2);
    CompletableFuture<Void> waiting = guard.admit(QUEUE, 1, false);
    assertThat(waiting).isNotDone();
    failCount();
    refused(waiting, Refusal.UNAVAILABLE);
    refused(guard.admit(QUEUE, 1, false), Refusal.UNAVAILABLE);
    nanos += TimeUnit.SECONDS.toNanos(1);
    waiting = guard.admit(QUEUE, 1, false);
    counts.remove().complete(counts(0, 0, 0));
    assertThat(waiting).isCompleted();
    assertThat(guard.admit(QUEUE, 1, false)).isCompleted();
  }

  @Test
  void aQueueThatWasIdleForLongPassesAtOnce() {
    guard.admit(QUEUE, 1, false);
    counts.remove().complete(counts(0, 0, 0));
    nanos += TimeUnit.HOURS.toNanos(1);
    assertThat(guard.admit(QUEUE, 1, false)).isCompleted();
    assertThat(counts).hasSize(1);
  }

  @Test
  void nearItsLimitACountIsTakenAgainAfterASecond() {
    guard.admit(QUEUE, 1, false);
    counts.remove().complete(counts(51, 0, 0));
    guard.admit(QUEUE, 1, false);
    assertThat(counts).isEmpty();
    nanos += TimeUnit.SECONDS.toNanos(2);
    assertThat(guard.admit(QUEUE, 1, false)).isCompleted();
    assertThat(counts).hasSize(1);
  }

  @Test
  void farFromItsLimitACountIsGoodForAMinute() {
    guard.admit(QUEUE, 1, false);
    counts.remove().complete(counts(50, 0, 0));
    nanos += TimeUnit.SECONDS.toNanos(59);
    assertThat(guard.admit(QUEUE, 1, false)).isCompleted();
    assertThat(counts).isEmpty();
    nanos += TimeUnit.SECONDS.toNanos(2);
    assertThat(guard.admit(QUEUE, 1, false)).isCompleted();
    assertThat(counts).hasSize(1);
  }

  @Test
  void aProcessThatHasSentItsShareOfAnEighthCountsAgain() {
    processes = OptionalInt.of(2);
    guard.admit(QUEUE, 1, false);
    counts.remove().complete(counts(0, 0, 0));
    nanos += TimeUnit.SECONDS.toNanos(2);
    // An eighth of 100 is 12, and half of that this process's. One was sent before the count.
    guard.admit(QUEUE, 5, false);
    guard.admit(QUEUE, 1, false);
    assertThat(counts).isEmpty();
    guard.admit(QUEUE, 1, false);
    assertThat(counts).hasSize(1);
  }

  @Test
  void whenTheProcessesAreNotKnownTheyAreTakenForMany() {
    processes = OptionalInt.empty();
    guard.admit(QUEUE, 1, false);
    counts.remove().complete(counts(0, 0, 0));
    nanos += TimeUnit.SECONDS.toNanos(2);
    guard.admit(QUEUE, 1, false);
    assertThat(counts).hasSize(1);
  }

  @Test
  void whatIsNearItsLimitOfDelayedMessagesIsCountedAgainToo() {
    guard.admit(QUEUE, 1, false);
    counts.remove().complete(counts(0, 0, 3));
    nanos += TimeUnit.SECONDS.toNanos(2);
    guard.admit(QUEUE, 1, false);
    assertThat(counts).hasSize(1);
  }

  /** Three processes, of which one sends much and two so little that they seldom count. */
  @Test
  void processesThatThinkItFarExceedTheLimitByAnEighthAtMost() {
    AtomicLong truth = new AtomicLong();
    List<QueueLimits> guards =
        IntStream.range(0, 3)
            .mapToObj(
                i ->
                    new QueueLimits(
                        queue -> CompletableFuture.completedFuture(counts(truth.get(), 0, 0)),
                        5,
                        () -> OptionalInt.of(3),
                        () -> nanos))
            .toList();
    for (QueueLimits one : guards) {
      one.admit(BIG, 1, false);
      truth.incrementAndGet();
    }
    nanos += TimeUnit.SECONDS.toNanos(2);
    while (!guards.get(0).admit(BIG, 100, false).isCompletedExceptionally()) {
      truth.addAndGet(100);
      nanos += TimeUnit.MILLISECONDS.toNanos(20);
    }
    for (QueueLimits late : guards.subList(1, 3)) {
      while (!late.admit(BIG, 1, false).isCompletedExceptionally()) {
        truth.incrementAndGet();
      }
    }
    assertThat(truth.get()).isBetween(100_000L - 100, 100_000L + 100_000 / 8);
  }

  @Test
  void sendsToAQueueDoNotWaitWhileAnotherIsCounted() throws Exception {
    CountDownLatch counting = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    QueueLimits slow =
        new QueueLimits(
            queue -> {
              if (queue.id().equals("queue-1")) {
                counting.countDown();
                await(goOn);
              }
              return new CompletableFuture<>();
            },
            5,
            () -> processes);
    Thread stuck = new Thread(() -> slow.admit(QUEUE, 1, false));
    stuck.start();
    assertThat(counting.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(
            CompletableFuture.supplyAsync(() -> slow.admit(queue("queue-2"), 1, false))
                .get(30, TimeUnit.SECONDS))
        .isCompleted();
    assertThat(
            CompletableFuture.supplyAsync(() -> slow.admit(QUEUE, 1, false))
                .get(30, TimeUnit.SECONDS))
        .isCompleted();
    goOn.countDown();
    stuck.join();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aCountThatThrowsHoldsUpNobody() {
    QueueLimits broken =
        new QueueLimits(
            queue -> {
              throw new IllegalStateException("nothing that a count should throw");
            },
            5,
            () -> processes);
    assertThat(broken.admit(QUEUE, 1, false)).isCompleted();
    refused(broken.admit(QUEUE, 100, false), Refusal.UNAVAILABLE);
  }

  @Test
  void queuesAreCountedApart_andForgottenWhenTheyAreGone() {
    guard.admit(QUEUE, 100, false);
    assertThat(guard.admit(queue("queue-2"), 100, false)).isCompleted();
    assertThat(counts).hasSize(2);
    guard.retain(Set.of("queue-2"));
    assertThat(guard.admit(QUEUE, 100, false)).isCompleted();
    assertThat(counts).hasSize(3);
  }

  private void failCount() {
    counts.remove().completeExceptionally(new RefusedException(Refusal.UNAVAILABLE));
  }

  private static QueueCounts counts(long active, long inactive, long delayed) {
    return new QueueCounts(active, inactive, delayed, 0, 0);
  }

  private static QueueDefinition queue(String id) {
    return queue(id, 100);
  }

  private static QueueDefinition queue(String id, int maxMsgHeapNum) {
    QueueAttributes small = new QueueAttributes(maxMsgHeapNum, 0, 30, 65_536, 345_600, 0);
    return new QueueDefinition("orders", id, "t", "x", false, List.of(0L), small, 0, 0);
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
