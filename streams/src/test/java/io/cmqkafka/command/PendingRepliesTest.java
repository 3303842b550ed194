package io.cmqkafka.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.queue.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PendingRepliesTest {
  private static final long LONG_MS = 60_000;

  private final PendingReplies pending = new PendingReplies("me", 3);

  @Test
  void aReplyCompletesItsRequestOnce() {
    PendingReplies.Pending one = pending.register(LONG_MS);
    AtomicInteger completions = new AtomicInteger();
    one.reply().thenRun(completions::incrementAndGet);
    pending.complete(one.origin().request(), new Reply.Done());
    pending.complete(one.origin().request(), new Reply.NoMessage());
    assertThat(one.reply()).isCompletedWithValue(new Reply.Done());
    assertThat(completions).hasValue(1);
    assertThat(pending.size()).isZero();
  }

  @Test
  void aReplyThatNobodyWaitsForIsIgnored() {
    pending.complete(12, new Reply.Done());
    pending.complete(0, new Reply.Done());
    assertThat(pending.size()).isZero();
  }

  @Test
  void withoutAReplyItIsRefusedAsUnavailable() {
    PendingReplies.Pending late = pending.register(-1);
    PendingReplies.Pending inTime = pending.register(LONG_MS);
    pending.refuseLate();
    assertThat(late.reply()).isCompletedWithValue(new Reply.Refused(Refusal.UNAVAILABLE));
    assertThat(inTime.reply()).isNotDone();
    assertThat(pending.size()).isEqualTo(1);
    pending.complete(late.origin().request(), new Reply.Done());
    assertThat(pending.size()).isEqualTo(1);
  }

  @Test
  void thoseWhoseLateReplyIsTakenCanBeWaitedFor() throws Exception {
    pending.register(LONG_MS);
    pending.registerOwn(LONG_MS, PendingReplies.IGNORE, PendingReplies.Wait.NONE);
    assertThat(pending.awaitThoseTakenLate(Duration.ZERO)).isTrue();
    PendingReplies.Pending own =
        pending.registerOwn(LONG_MS, reply -> {}, PendingReplies.Wait.NONE);
    assertThat(pending.awaitThoseTakenLate(Duration.ZERO)).isFalse();
    pending.complete(own.origin().request(), new Reply.Done());
    PendingReplies.Pending one = pending.register(LONG_MS, reply -> {});
    assertThat(pending.awaitThoseTakenLate(Duration.ZERO)).isFalse();
    CompletableFuture<Boolean> none =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return pending.awaitThoseTakenLate(Duration.ofSeconds(60));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            task -> new Thread(task, "closing").start());
    pending.complete(one.origin().request(), new Reply.Done());
    assertThat(none).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(true);
  }

  @Test
  void aReplyAfterTheRefusalIsGivenToWhoTakesLateOnes_once() {
    List<Reply> late = new ArrayList<>();
    PendingReplies.Pending refused = pending.register(-1, late::add);
    PendingReplies.Pending failed = pending.register(LONG_MS, late::add);
    PendingReplies.Pending answered = pending.register(LONG_MS, late::add);
    pending.refuseLate();
    pending.fail(failed.origin().request(), Refusal.UNAVAILABLE);
    pending.complete(answered.origin().request(), new Reply.Done());
    for (int replays = 0; replays < 2; replays++) {
      pending.complete(refused.origin().request(), new Reply.Done());
      pending.complete(failed.origin().request(), new Reply.NoMessage());
      pending.complete(answered.origin().request(), new Reply.Done());
    }
    assertThat(late).containsExactly(new Reply.Done(), new Reply.NoMessage());
  }

  @Test
  void noMoreThanTheBoundWait() {
    PendingReplies.Pending first = pending.register(LONG_MS);
    pending.register(LONG_MS);
    pending.register(LONG_MS);
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> pending.register(LONG_MS))
        .extracting(RefusedException::refusal)
        .isEqualTo(Refusal.OVERLOADED);
    pending.complete(first.origin().request(), new Reply.Done());
    assertThat(pending.register(LONG_MS).reply()).isNotDone();
  }

  @Test
  void whatWaitsLongLeavesRoomForTheRest() {
    PendingReplies four = new PendingReplies("me", 4);
    for (int i = 0; i < 3; i++) {
      four.registerWaiting(LONG_MS, reply -> {}, PendingReplies.Wait.NONE);
    }
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> four.registerWaiting(LONG_MS, reply -> {}, PendingReplies.Wait.NONE));
    assertThat(four.register(LONG_MS).reply()).isNotDone();
  }

  @Test
  void whatHasABoundOfItsOwnIsAlwaysTaken() {
    for (int i = 0; i < 5; i++) {
      assertThat(pending.registerAlways(LONG_MS).reply()).isNotDone();
    }
    assertThat(pending.size()).isEqualTo(5);
  }

  @Test
  void aRequestThatFailedIsForgotten() {
    PendingReplies.Pending one = pending.register(LONG_MS);
    pending.fail(one.origin().request(), Refusal.UNAVAILABLE);
    assertThat(one.reply()).isCompletedWithValue(new Reply.Refused(Refusal.UNAVAILABLE));
    assertThat(pending.size()).isZero();
  }

  @Test
  void aWaitThatIsOverdueIsToldOfOnce_andGoesOnUntilItsReply() {
    List<Long> overdue = new ArrayList<>();
    PendingReplies.Wait inTime = new PendingReplies.Wait(LONG_MS, overdue::add);
    pending.registerWaiting(2 * LONG_MS, reply -> {}, inTime);
    PendingReplies.Pending late =
        pending.registerOwn(LONG_MS, reply -> {}, new PendingReplies.Wait(-1, overdue::add));
    pending.refuseLate();
    pending.refuseLate();
    assertThat(overdue).containsExactly(late.origin().request());
    assertThat(late.reply()).isNotDone();
    pending.complete(late.origin().request(), new Reply.NoMessage());
    assertThat(late.reply()).isCompletedWithValue(new Reply.NoMessage());
  }

  @Test
  void close_refusesWhatWaits() {
    PendingReplies.Pending one = pending.register(LONG_MS);
    pending.close();
    assertThat(one.reply()).isCompletedWithValue(new Reply.Refused(Refusal.UNAVAILABLE));
    assertThat(pending.size()).isZero();
  }

  @Test
  void numbersAreNotUsedAgain() {
    Set<Long> numbers = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      PendingReplies.Pending one = pending.register(LONG_MS);
      assertThat(numbers.add(one.origin().request())).isTrue();
      pending.complete(one.origin().request(), new Reply.Done());
    }
    assertThat(numbers).doesNotContain(0L);
    assertThat(pending.nobody().request()).isZero();
  }

  @Test
  void whatTheProcessAsksItselfTakesNoPlaceAway() {
    PendingReplies pending = new PendingReplies("me", 1);
    PendingReplies.Pending own = pending.registerOwn(60_000, reply -> {}, PendingReplies.Wait.NONE);
    assertThat(pending.size()).isZero();
    PendingReplies.Pending clients = pending.register(60_000);
    pending.complete(own.origin().request(), new Reply.Done());
    pending.complete(clients.origin().request(), new Reply.Done());
    assertThat(own.reply()).isCompleted();
    assertThat(pending.size()).isZero();
  }
}
