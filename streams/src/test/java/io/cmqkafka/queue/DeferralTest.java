package io.cmqkafka.queue;

import static io.cmqkafka.queue.OneQueue.NO_LIMIT;
import static io.cmqkafka.queue.OneQueue.VISIBILITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DeferralTest {
  private final OneQueue queue = new OneQueue();

  @Nested
  class Defer {
    @Test
    void isInvisibleUntilDue_andTheDeliveryCounts() {
      Grant first = queue.holding(1).at(5).receiveOne();

      queue.at(10).defer(first, 100);

      assertThat(queue.at(109).hasNoMessage()).isTrue();
      Grant second = queue.at(110).receiveOne();
      assertThat(second.offset()).isEqualTo(first.offset());
      assertThat(second.count()).isEqualTo(2);
      assertThat(second.firstDequeue()).isEqualTo(5);
    }

    @Test
    void mayBeShorterThanTheVisibility_alsoNothing() {
      Grant first = queue.holding(1).at(0).receiveOne();
      queue.defer(first, 1);
      Grant second = queue.at(1).receiveOne();

      queue.defer(second, 0);

      assertThat(queue.receiveOne().count()).isEqualTo(3);
    }

    @Test
    void endsTheHandle() {
      Grant grant = queue.holding(1).at(0).receiveOne();

      queue.defer(grant, 5);

      assertThat(queue.delete(grant)).isFalse();
      queue.release(grant);
      assertThat(queue.hasNoMessage()).isTrue();
    }

    @Test
    void withAHandleThatIsNotGood_changesNothing() {
      Grant older = queue.holding(1).at(0).receiveOne();
      queue.at(VISIBILITY).receiveOne();

      queue.defer(older, 5_000);
      assertThat(queue.at(2 * VISIBILITY).receiveOne().count()).isEqualTo(3);

      Grant late = queue.at(3 * VISIBILITY).receiveOne();
      queue.at(late.until()).defer(late, 5_000);
      assertThat(queue.receiveOne().count()).isEqualTo(5);
    }

    @Test
    void countsAsInactive() {
      queue.defer(queue.holding(2).at(0).receiveOne(), 50);

      assertThat(queue.count()).isEqualTo(OneQueue.counted(1, 1, 0, 0, 0));
      queue.at(50);
      assertThat(queue.count()).isEqualTo(OneQueue.counted(2, 0, 0, 0, 0));
    }

    @Test
    void comesBeforeNewerOnesWhenDue_andNotBefore() {
      queue.defer(queue.holding(4).at(0).receiveOne(), 10);

      assertThat(queue.receiveOffsets(1)).containsExactly(1L);
      assertThat(queue.at(10).receiveOffsets(9)).containsExactly(0L, 2L, 3L);
    }

    @Test
    void wakesAWaitingReceiveWhenDue() {
      queue.defer(queue.holding(1).at(0).receiveOne(), 50);
      Origin waiting = queue.waiting(1, 100);

      assertThat(queue.nextWake()).isEqualTo(50);
      queue.at(50).tick();

      assertThat(queue.grantedOffsets(waiting)).containsExactly(0L);
    }

    @Test
    void rewindLeavesItAlone_clearAndTrimDoNot() {
      queue.holding(3).at(0).receive(3).forEach(grant -> queue.defer(grant, 50));

      queue.rewind(0);
      assertThat(queue.hasNoMessage()).isTrue();
      queue.trim(1);
      assertThat(queue.count().inactive()).isEqualTo(2);
      assertThat(queue.at(50).receiveOffsets(1)).containsExactly(1L);
      queue.clear();

      assertThat(queue.hasNoMessage()).isTrue();
      assertThat(queue.stored()).as("only the header").isEqualTo(1);
    }

    @Test
    void toBefore_cannotBeAsked() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new QueueCommand.Defer(new Lease(0, 0, 0), -1));
    }

    @Test
    void isBoundedByTheLimitOfInFlight() {
      queue.holding(3).at(0).receive(2).forEach(grant -> queue.defer(grant, 50));

      assertThat(queue.answerTo(queue.limited(2, 0)))
          .isEqualTo(new Reply.Refused(Refusal.TOO_MANY_INACTIVE));
      assertThat(queue.grantedOffsets(queue.limited(3, 0))).containsExactly(2L);
    }
  }

  @Nested
  class RetriesFirst {
    @Test
    void whileNothingFailed_isAReceiveLikeAnyOther() {
      queue.holding(4).at(0);

      assertThat(queue.grantedOffsets(retriesFirst(2, 0))).containsExactly(0L, 1L);
      assertThat(queue.grantedOffsets(retriesFirst(9, 0))).containsExactly(2L, 3L);
    }

    @Test
    void whileADeferralLasts_givesNothing() {
      queue.defer(queue.holding(3).at(0).receiveOne(), 50);

      assertThat(queue.at(49).answerTo(retriesFirst(1, 0))).isEqualTo(new Reply.NoMessage());
      assertThat(queue.at(50).grantedOffsets(retriesFirst(9, 0))).containsExactly(0L);
    }

    @Test
    void whileARetryIsOnItsWay_givesNothing() {
      queue.defer(queue.holding(3).at(0).receiveOne(), 5);
      Grant retry = queue.granted(queue.at(5).run(retries(1, 0))).get(0);

      assertThat(queue.answerTo(retriesFirst(1, 0))).isEqualTo(new Reply.NoMessage());
      queue.delete(retry);

      assertThat(queue.grantedOffsets(retriesFirst(9, 0))).containsExactly(1L, 2L);
    }

    @Test
    void whatWasNeverAnswered_failedToo() {
      queue.holding(3).at(0).receiveOne();
      assertThat(queue.grantedOffsets(retriesFirst(1, 0))).containsExactly(1L);

      assertThat(queue.at(VISIBILITY).grantedOffsets(retriesFirst(9, 0))).containsExactly(0L, 1L);
    }

    @Test
    void deliveriesThatGoOnBesideAFailure_areNotHeldBack() {
      List<Grant> grants = queue.holding(3).at(0).receive(2);
      queue.defer(grants.get(0), 5);

      assertThat(queue.delete(grants.get(1))).isTrue();
      assertThat(queue.answerTo(retriesFirst(1, 0))).isEqualTo(new Reply.NoMessage());
    }

    @Test
    void whatNeverReachedAnybody_isNoRetry() {
      List<Grant> grants = queue.holding(3).at(0).receive(2);
      queue.release(grants.get(0));
      assertThat(queue.grantedOffsets(retriesFirst(1, 0))).containsExactly(0L);
      queue.defer(grants.get(1), 5);
      queue.at(VISIBILITY);

      assertThat(queue.grantedOffsets(retriesFirst(9, 0)))
          .as("both failed by now")
          .containsExactly(0L, 1L);
    }

    @Test
    void aRetryIsGivenBeforeAnEarlierOneThatWasNeverDelivered() {
      queue.at(0).arrivedDelayed(0, 10);
      queue.arrived(1, 2);
      queue.defer(queue.receiveOne(), 20);

      assertThat(queue.at(15).answerTo(retriesFirst(1, 0))).isEqualTo(new Reply.NoMessage());
      Grant retry = queue.granted(queue.at(20).run(retries(9, 0))).get(0);
      assertThat(retry.offset()).isEqualTo(1);
      queue.delete(retry);
      assertThat(queue.grantedOffsets(retriesFirst(9, 0))).containsExactly(0L);
    }

    @Test
    void aReleasedRetry_isStillOne() {
      queue.defer(queue.holding(2).at(0).receiveOne(), 5);
      queue.release(queue.at(5).receiveOne());

      List<Grant> grants = queue.granted(queue.run(retries(9, 0)));

      assertThat(grants).extracting(Grant::offset).containsExactly(0L);
      assertThat(grants).extracting(Grant::count).containsExactly(2);
    }

    @Test
    void whoWaits_isServedWhenTheRetryFallsDue() {
      queue.defer(queue.holding(2).at(0).receiveOne(), 50);
      Origin waiting = retriesFirst(9, 100);
      assertThat(queue.answerTo(waiting)).isNull();
      assertThat(queue.nextWake()).isEqualTo(50);

      queue.at(50).tick();

      assertThat(queue.grantedOffsets(waiting)).containsExactly(0L);
    }

    @Test
    void whoWaits_isServedWhenTheLastRetryIsDeleted() {
      queue.holding(4).at(0).receive(2).forEach(grant -> queue.defer(grant, 5));
      List<Grant> retries = queue.at(5).granted(queue.run(retries(9, 0)));
      Origin waiting = retriesFirst(1, 100);

      queue.delete(retries.get(0));
      assertThat(queue.answerTo(waiting)).isNull();
      queue.delete(retries.get(1));

      assertThat(queue.grantedOffsets(waiting)).containsExactly(2L);
    }

    @Test
    void whoWaits_isServedWhenTheRetriesAreClearedOrTrimmed() {
      queue.defer(queue.holding(2).at(0).receiveOne(), 50);
      Origin waiting = retriesFirst(1, 100);
      queue.trim(1);
      assertThat(queue.grantedOffsets(waiting)).containsExactly(1L);

      queue.defer(queue.granted(waiting).get(0), 50);
      Origin next = retriesFirst(1, 100);
      queue.clear();
      queue.arrived(2, 3);
      assertThat(queue.grantedOffsets(next)).containsExactly(2L);
    }

    @Test
    void whoWaitsForAny_isNotHeldUpByThem() {
      Origin after = retriesFirst(1, 100);
      Origin any = queue.waiting(1, 100);
      queue.cancel(any);
      queue.arrived(0, 1);
      queue.at(0).defer(queue.granted(after).get(0), 50);
      after = retriesFirst(1, 100);
      Origin alsoAfter = retriesFirst(1, 100);
      any = queue.waiting(1, 100);

      queue.arrived(1, 2);

      assertThat(queue.grantedOffsets(any)).containsExactly(1L);
      assertThat(queue.answerTo(after)).isNull();
      queue.delete(queue.granted(any).get(0));
      queue.at(50).tick();
      assertThat(queue.grantedOffsets(after)).containsExactly(0L);
      assertThat(queue.answerTo(alsoAfter)).isNull();
    }

    @Test
    void theDeferredDoNotCountAgainstItsLimit() {
      queue.defer(queue.holding(2).at(0).receiveOne(), 50);

      Origin waiting = queue.run(new QueueCommand.Receive(1, VISIBILITY, 100, 0, 1, 0, true));
      assertThat(queue.answerTo(waiting)).isNull();
      queue.at(50).tick();

      assertThat(queue.grantedOffsets(waiting)).containsExactly(0L);
    }
  }

  private Origin retriesFirst(int max, long waitMs) {
    return queue.run(retries(max, waitMs));
  }

  private static QueueCommand.Receive retries(int max, long waitMs) {
    return new QueueCommand.Receive(max, VISIBILITY, waitMs, 0, NO_LIMIT, 0, true);
  }
}
