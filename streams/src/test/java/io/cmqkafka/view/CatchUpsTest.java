package io.cmqkafka.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CatchUpsTest {
  private long nanos;
  private int wakeUps;
  private final CatchUps catchUps = new CatchUps(() -> nanos);

  @Test
  void endsWhenAllThatWasThereHasBeenRead() {
    assertThat(catchUps.needsEnd()).isFalse();
    CompletableFuture<Void> one = ask();
    assertThat(wakeUps).isEqualTo(1);
    assertThat(catchUps.needsEnd()).isTrue();
    catchUps.end(7);
    assertThat(catchUps.needsEnd()).isFalse();
    catchUps.readUpTo(6);
    assertThat(one).isNotDone();
    catchUps.readUpTo(7);
    assertThat(one).isCompleted();
    assertThat(catchUps.isUnderWay()).isFalse();
  }

  @Test
  void whoComesBeforeTheRoundBeginsSharesIt() {
    CompletableFuture<Void> one = ask();
    CompletableFuture<Void> other = ask();
    assertThat(wakeUps).isEqualTo(1);
    round(7, 7);
    assertThat(one).isCompleted();
    assertThat(other).isCompleted();
    assertThat(catchUps.needsEnd()).isFalse();
  }

  /** What the later ones are after may have come behind the end that the first round asked for. */
  @Test
  void whoComesDuringARoundSharesTheNext_andDisturbsNobody() {
    CompletableFuture<Void> first = ask();
    assertThat(catchUps.needsEnd()).isTrue();
    CompletableFuture<Void> second = ask();
    CompletableFuture<Void> third = ask();
    assertThat(wakeUps).isEqualTo(1);
    catchUps.end(7);
    catchUps.readUpTo(9);
    assertThat(first).isCompleted();
    assertThat(second).isNotDone();
    assertThat(catchUps.isDue()).isTrue();
    round(9, 9);
    assertThat(catchUps.isDue()).isFalse();
    assertThat(second).isCompleted();
    assertThat(third).isCompleted();
  }

  @Test
  void untilTheEndIsKnownNothingIsReached() {
    CompletableFuture<Void> one = ask();
    assertThat(catchUps.needsEnd()).isTrue();
    catchUps.readUpTo(100);
    assertThat(one).isNotDone();
    assertThat(catchUps.needsEnd()).isTrue();
  }

  @Test
  void aFailureFailsTheRoundUnderWayOnly() {
    CompletableFuture<Void> first = ask();
    assertThat(catchUps.needsEnd()).isTrue();
    CompletableFuture<Void> second = ask();
    catchUps.fail();
    unavailable(first);
    assertThat(second).isNotDone();
    round(0, 0);
    assertThat(second).isCompleted();
  }

  @Test
  void aRoundThatTakesTooLongFails() {
    CompletableFuture<Void> one = ask();
    assertThat(catchUps.needsEnd()).isTrue();
    catchUps.end(7);
    nanos += TimeUnit.SECONDS.toNanos(4);
    catchUps.readUpTo(6);
    assertThat(one).isNotDone();
    nanos += TimeUnit.SECONDS.toNanos(1);
    catchUps.readUpTo(6);
    unavailable(one);
  }

  @Test
  void oneWhoGivesUpDoesSoForNobodyElse() {
    CompletableFuture<Void> one = ask();
    CompletableFuture<Void> other = ask();
    one.cancel(false);
    assertThat(other).isNotDone();
    round(1, 1);
    assertThat(other).isCompleted();
  }

  @Test
  void closed_itFailsAll() {
    CompletableFuture<Void> first = ask();
    assertThat(catchUps.needsEnd()).isTrue();
    CompletableFuture<Void> second = ask();
    catchUps.close();
    unavailable(first);
    unavailable(second);
    unavailable(ask());
    assertThat(wakeUps).isEqualTo(1);
  }

  private CompletableFuture<Void> ask() {
    return catchUps.ask(() -> wakeUps++);
  }

  private void round(long end, long position) {
    assertThat(catchUps.needsEnd()).isTrue();
    catchUps.end(end);
    catchUps.readUpTo(position);
  }

  private static void unavailable(CompletableFuture<Void> one) {
    assertThat(one)
        .failsWithin(0, TimeUnit.SECONDS)
        .withThrowableThat()
        .havingRootCause()
        .isInstanceOf(RefusedException.class)
        .withMessage(Refusal.UNAVAILABLE.name());
  }
}
