package io.cmqkafka.queue;

import static io.cmqkafka.queue.OneQueue.VISIBILITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class QueueMachineTest {
  private static final Reply NO_MESSAGE = new Reply.NoMessage();

  private final OneQueue queue = new OneQueue();

  @Nested
  class Receive {
    @Test
    void givesMessagesInOffsetOrder() {
      queue.holding(5);

      assertThat(queue.receiveOffsets(3)).containsExactly(0L, 1L, 2L);
      assertThat(queue.receiveOffsets(3)).containsExactly(3L, 4L);
      assertThat(queue.hasNoMessage()).isTrue();
    }

    @Test
    void firstDelivery_countsOneAndBeginsNow() {
      Grant grant = queue.holding(1).at(100).receiveOne();

      assertThat(grant.count()).isEqualTo(1);
      assertThat(grant.firstDequeue()).isEqualTo(100);
      assertThat(grant.until()).isEqualTo(100 + VISIBILITY);
    }

    @Test
    void beforeTheEndOfVisibility_nobodyElseGetsIt() {
      queue.holding(1).at(100).receiveOne();

      assertThat(queue.at(100 + VISIBILITY - 1).hasNoMessage()).isTrue();
    }

    @Test
    void atTheEndOfVisibility_itIsGivenAgain() {
      Grant first = queue.holding(1).at(100).receiveOne();

      Grant second = queue.at(first.until()).receiveOne();

      assertThat(second.offset()).isEqualTo(first.offset());
      assertThat(second.serial()).isNotEqualTo(first.serial());
      assertThat(second.count()).isEqualTo(2);
      assertThat(second.firstDequeue()).isEqualTo(100);
      assertThat(second.until()).isEqualTo(first.until() + VISIBILITY);
    }

    @Test
    void redeliveriesComeBeforeNewerMessages() {
      queue.holding(5).at(0).receive(2);

      assertThat(queue.at(VISIBILITY).receiveOffsets(4)).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void leasesThatEndTogether_comeBackInOffsetOrder() {
      queue.holding(3).at(0).receive(3);

      assertThat(queue.at(VISIBILITY).receiveOffsets(3)).containsExactly(0L, 1L, 2L);
    }

    @Test
    void moreLeasesThanOneStepEnds_allComeBackInOrder() {
      int many = 2 * Entries.MAX_DUE_PER_STEP + 10;
      queue.holding(many + 1).at(0).receiveMany(many);

      queue.at(VISIBILITY);

      for (long offset = 0; offset <= many; offset++) {
        assertThat(queue.receiveOne().offset()).isEqualTo(offset);
      }
    }

    @Test
    void atTheLimitOfInFlight_isRefused() {
      queue.holding(3).receive(2);

      assertThat(queue.answerTo(queue.limited(2, 0)))
          .isEqualTo(new Reply.Refused(Refusal.TOO_MANY_INACTIVE));
      assertThat(queue.grantedOffsets(queue.limited(3, 0))).containsExactly(2L);
    }

    @Test
    void atTheLimitOfInFlight_isGivenWhatCameBackThatVeryMoment() {
      Grant first = queue.holding(1).at(0).receiveOne();

      queue.at(first.until());

      assertThat(queue.grantedOffsets(queue.limited(1, 0))).containsExactly(0L);
    }
  }

  @Nested
  class Delete {
    @Test
    void newestHandleInTime_deletesForGood() {
      Grant grant = queue.holding(1).at(0).receiveOne();

      assertThat(queue.at(grant.until() - 1).delete(grant)).isTrue();

      assertThat(queue.at(1_000).hasNoMessage()).isTrue();
    }

    @Test
    void atTheEndOfVisibility_isInvalid() {
      Grant grant = queue.holding(1).at(0).receiveOne();

      assertThat(queue.at(grant.until()).delete(grant)).isFalse();

      assertThat(queue.receiveOne().offset()).isZero();
    }

    @Test
    void atTheEndOfVisibility_isInvalid_alsoWhenMoreLeasesEndThanOneStepDoes() {
      int many = Entries.MAX_DUE_PER_STEP + 10;
      List<Grant> grants = queue.holding(many).at(0).receiveMany(many);

      Grant last = grants.get(many - 1);
      assertThat(queue.at(last.until()).delete(last)).isFalse();
    }

    @Test
    void olderHandle_isInvalid_andTheNewerStaysGood() {
      Grant older = queue.holding(1).at(0).receiveOne();
      Grant newer = queue.at(older.until()).receiveOne();

      assertThat(queue.delete(older)).isFalse();
      assertThat(queue.delete(newer)).isTrue();
    }

    @Test
    void twice_isInvalidTheSecondTime() {
      Grant grant = queue.holding(1).receiveOne();

      assertThat(queue.delete(grant.lease(), grant.lease())).containsExactly(true, false);
      assertThat(queue.delete(grant)).isFalse();
    }

    @Test
    void forgedHandles_areInvalid() {
      Grant grant = queue.holding(2).receiveOne();
      Lease otherSerial = new Lease(grant.offset(), grant.serial() + 1, grant.until());
      Lease otherOffset = new Lease(grant.offset() + 1, grant.serial(), grant.until());
      Lease unknownOffset = new Lease(99, grant.serial(), grant.until());

      assertThat(queue.delete(otherSerial, otherOffset, unknownOffset))
          .containsExactly(false, false, false);
    }

    @Test
    void laterEndInTheHandle_doesNotProlongTheLease() {
      Grant grant = queue.holding(1).at(0).receiveOne();

      queue.at(grant.until());

      assertThat(queue.delete(new Lease(grant.offset(), grant.serial(), Long.MAX_VALUE)))
          .containsExactly(false);
    }

    @Test
    void batch_isJudgedOneByOne() {
      List<Grant> grants = queue.holding(3).receive(3);
      queue.delete(grants.get(1));

      assertThat(queue.delete(grants.get(0).lease(), grants.get(1).lease(), grants.get(2).lease()))
          .containsExactly(true, false, true);
    }

    @Test
    void letsAReceiveGoOnThatTheLimitOfInFlightHeldBack() {
      Grant grant = queue.holding(2).receiveOne();
      Origin heldBack = queue.waiting(1, 100);
      queue.run(new QueueCommand.Arrived(2, 3, List.of(), List.of()));
      Origin refused = queue.limited(2, 100);

      assertThat(queue.grantedOffsets(heldBack)).containsExactly(1L);
      assertThat(queue.answerTo(refused)).isInstanceOf(Reply.Refused.class);
      queue.delete(grant);
      assertThat(queue.grantedOffsets(queue.limited(2, 100))).containsExactly(2L);
    }
  }

  @Nested
  class Release {
    @Test
    void makesVisibleAtOnce_andDoesNotCountAsADelivery() {
      Grant grant = queue.holding(2).at(5).receiveOne();

      queue.release(grant);

      Grant again = queue.at(9).receiveOne();
      assertThat(again.offset()).isEqualTo(grant.offset());
      assertThat(again.count()).isEqualTo(1);
      assertThat(again.firstDequeue()).isEqualTo(9);
    }

    @Test
    void ofARedelivery_keepsTheFirstDequeue() {
      Grant first = queue.holding(1).at(5).receiveOne();
      Grant second = queue.at(first.until()).receiveOne();

      queue.release(second);

      Grant third = queue.receiveOne();
      assertThat(third.count()).isEqualTo(2);
      assertThat(third.firstDequeue()).isEqualTo(5);
    }

    @Test
    void endsTheHandle() {
      Grant grant = queue.holding(1).receiveOne();

      queue.release(grant);

      assertThat(queue.delete(grant)).isFalse();
    }

    @Test
    void withAnOldHandle_changesNothing() {
      Grant older = queue.holding(1).at(0).receiveOne();
      queue.at(older.until()).receiveOne();

      queue.release(older);

      assertThat(queue.hasNoMessage()).isTrue();
    }

    @Test
    void afterTheEndOfVisibility_countsAsADelivery() {
      Grant grant = queue.holding(1).at(0).receiveOne();

      queue.at(grant.until()).release(grant);

      assertThat(queue.receiveOne().count()).isEqualTo(2);
    }

    @Test
    void servesWhoWaits() {
      Grant grant = queue.holding(1).receiveOne();
      Origin waiting = queue.waiting(1, 100);

      queue.release(grant);

      assertThat(queue.grantedOffsets(waiting)).containsExactly(0L);
    }
  }

  @Nested
  class Delay {
    @Test
    void isDeliveredWhenDue_andNotBefore() {
      queue.at(0).arrivedDelayed(0, 50);

      assertThat(queue.at(49).hasNoMessage()).isTrue();
      assertThat(queue.at(50).receiveOne().count()).isEqualTo(1);
    }

    @Test
    void isPassedByNewerMessages_andComesBeforeThemOnceDue() {
      queue.at(0).arrivedDelayed(0, 20);
      queue.arrived(1, 4);

      assertThat(queue.receiveOffsets(1)).containsExactly(1L);
      assertThat(queue.at(20).receiveOffsets(9)).containsExactly(0L, 2L, 3L);
    }

    @Test
    void dueBeforeTheCursorPassed_isDeliveredInItsPlace() {
      queue.at(0).arrived(0, 2);
      queue.arrivedDelayed(2, 50);
      queue.arrived(3, 4);

      assertThat(queue.at(50).receiveOffsets(9)).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void alreadyDueWhenItArrives_isNoDelay() {
      queue.at(50).arrivedDelayed(0, 50);

      assertThat(queue.count().delayed()).isZero();
      assertThat(queue.receiveOffsets(1)).containsExactly(0L);
    }

    @Test
    void firstDequeueIsTheDeliveryNotTheSend() {
      queue.at(0).arrivedDelayed(0, 50);
      queue.receiving(1);

      assertThat(queue.at(60).receiveOne().firstDequeue()).isEqualTo(60);
    }

    @Test
    void wakesAWaitingReceiveWhenDue() {
      queue.at(0).arrivedDelayed(0, 50);
      Origin waiting = queue.waiting(1, 100);

      assertThat(queue.nextWake()).isEqualTo(50);
      queue.at(50).tick();

      assertThat(queue.grantedOffsets(waiting)).containsExactly(0L);
    }
  }

  @Nested
  class Arrivals {
    @Test
    void gapsAreNotDelivered() {
      queue.arrivedWithGap(0, 6, 1, 4);

      assertThat(queue.count().active()).isEqualTo(3);
      assertThat(queue.receiveOffsets(9)).containsExactly(0L, 4L, 5L);
    }

    @Test
    void nothingButAGap_isNoMessage() {
      queue.arrivedWithGap(0, 3, 0, 3);

      assertThat(queue.hasNoMessage()).isTrue();
      assertThat(queue.end()).isEqualTo(3);
      assertThat(queue.stored()).as("only the header").isEqualTo(1);
    }

    @Test
    void repeated_changesNothing() {
      queue.arrivedWithGap(0, 6, 1, 4);
      queue.receive(1);

      assertThat(queue.arrivedWithGap(0, 6, 1, 4)).isEqualTo(new Reply.KnownUpTo(6));

      assertThat(queue.receiveOffsets(9)).containsExactly(4L, 5L);
    }

    @Test
    void overlapping_addsOnlyWhatIsNew() {
      queue.arrived(0, 4);

      assertThat(queue.arrivedWithGap(0, 8, 2, 6)).isEqualTo(new Reply.KnownUpTo(8));

      assertThat(queue.count().active()).isEqualTo(6);
      assertThat(queue.receiveOffsets(9)).containsExactly(0L, 1L, 2L, 3L, 6L, 7L);
    }

    @Test
    void overlappingADelay_leavesWhatIsKnownAlone() {
      queue.at(0).arrived(0, 2);
      queue.ask(
          new QueueCommand.Arrived(
              0, 3, List.of(), List.of(new DelayedOffset(1, 50), new DelayedOffset(2, 50))));

      assertThat(queue.count().delayed()).isEqualTo(1);
      assertThat(queue.receiveOffsets(9)).containsExactly(0L, 1L);
    }

    @Test
    void arrivalThatContradictsItself_cannotBeTold() {
      assertThatIllegalArgumentException().isThrownBy(() -> queue.arrivedWithGap(0, 3, 1, 9));
      assertThatIllegalArgumentException().isThrownBy(() -> queue.arrivedWithGap(5, 8, 4, 6));
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  new QueueCommand.Arrived(
                      0, 9, List.of(new OffsetRange(1, 5), new OffsetRange(4, 6)), List.of()));
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  new QueueCommand.Arrived(
                      0, 9, List.of(new OffsetRange(1, 5)), List.of(new DelayedOffset(4, 50))));
    }

    @Test
    void withAHole_isIgnoredAndSaysWhereToGoOn() {
      queue.arrived(0, 4);

      assertThat(queue.arrived(5, 8)).isEqualTo(new Reply.KnownUpTo(4));

      assertThat(queue.end()).isEqualTo(4);
      assertThat(queue.receiveOffsets(9)).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void theFirst_saysWhereTheQueueBegins() {
      queue.arrived(1_000, 1_002);

      assertThat(queue.receiveOffsets(9)).containsExactly(1_000L, 1_001L);
    }
  }

  @Nested
  class Waiting {
    @Test
    void isServedFirstComeFirstServed() {
      Origin first = queue.waiting(2, 100);
      Origin second = queue.waiting(2, 50);
      Origin third = queue.waiting(2, 100);

      queue.arrived(0, 3);

      assertThat(queue.grantedOffsets(first)).containsExactly(0L, 1L);
      assertThat(queue.grantedOffsets(second)).containsExactly(2L);
      assertThat(queue.answerTo(third)).isNull();
    }

    @Test
    void keepsItsPlaceWhenItIsServedLater() {
      queue.at(0).waiting(1, 100);
      queue.at(10).arrived(0, 1);
      Origin first = queue.waiting(1, 100);
      Origin second = queue.waiting(1, 100);

      queue.at(10 + VISIBILITY).tick();

      assertThat(queue.grantedOffsets(first)).containsExactly(0L);
      assertThat(queue.answerTo(second)).isNull();
    }

    @Test
    void endsAtItsDeadline_andNotBefore() {
      Origin waiting = queue.at(0).waiting(1, 100);

      queue.at(99).tick();
      assertThat(queue.answerTo(waiting)).isNull();
      queue.at(100).tick();

      assertThat(queue.answerTo(waiting)).isEqualTo(NO_MESSAGE);
      assertThat(queue.nextWake()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void arrivalAtTheDeadline_isTooLate() {
      Origin waiting = queue.at(0).waiting(1, 100);

      queue.at(100).arrived(0, 1);

      assertThat(queue.answerTo(waiting)).isEqualTo(NO_MESSAGE);
      assertThat(queue.receiveOffsets(1)).containsExactly(0L);
    }

    @Test
    void leaseEndingAtTheDeadline_isTooLate() {
      queue.holding(1).at(0).receiveOne();
      Origin waiting = queue.waiting(1, VISIBILITY);

      queue.at(VISIBILITY).tick();

      assertThat(queue.answerTo(waiting)).isEqualTo(NO_MESSAGE);
    }

    @Test
    void afterTheDeadline_nothingIsGivenHoweverLateTheTick() {
      queue.holding(1).at(0).receiveOne();
      Origin gaveUp = queue.waiting(1, VISIBILITY + 5);
      Origin stillThere = queue.waiting(1, 10_000);

      queue.at(5_000).tick();

      assertThat(queue.answerTo(gaveUp)).isEqualTo(NO_MESSAGE);
      assertThat(queue.grantedOffsets(stillThere)).containsExactly(0L);
    }

    @Test
    void wakesForTheEarliestOfDeadlinesAndLeases() {
      queue.holding(1).at(0).receiveOne();
      assertThat(queue.nextWake()).as("nobody waits").isEqualTo(Long.MAX_VALUE);

      Origin longer = queue.waiting(1, 100);
      assertThat(queue.nextWake()).isEqualTo(VISIBILITY);
      Origin shorter = queue.waiting(1, 10);
      assertThat(queue.nextWake()).isEqualTo(10);

      queue.cancel(shorter);
      assertThat(queue.nextWake()).isEqualTo(VISIBILITY);
      queue.cancel(longer);
      assertThat(queue.nextWake()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void cancelled_isAnsweredAndNotServed() {
      Origin cancelled = queue.at(0).waiting(1, 100);
      Origin other = queue.waiting(1, 100);

      queue.cancel(cancelled);
      queue.arrived(0, 1);
      queue.at(100).tick();

      assertThat(queue.answerTo(cancelled)).isEqualTo(new Reply.NoMessage());
      assertThat(queue.grantedOffsets(other)).containsExactly(0L);
    }

    @Test
    void cancelOfAnotherProcessWithTheSameNumber_changesNothing() {
      Origin waiting = queue.waiting(1, 100);
      InMemoryShardStore store = new InMemoryShardStore();
      QueueMachine machine = new QueueMachine(QueueImage.empty(), store.of(OneQueue.PARTITION));
      machine.run(
          new QueueCommand.Receive(1, VISIBILITY, 100, 0, 9),
          waiting,
          0,
          0,
          Rules.NEWEST,
          (to, reply) -> {});

      machine.run(
          new QueueCommand.Cancel(waiting.request()),
          new Origin("another", 77),
          0,
          0,
          Rules.NEWEST,
          (to, reply) -> {});

      assertThat(store.imageOf(OneQueue.PARTITION).parked()).hasSize(1);
    }

    @Test
    void cancelOfWhatWasServed_changesNothing() {
      Origin served = queue.waiting(1, 100);
      queue.arrived(0, 1);

      queue.cancel(served);

      assertThat(queue.grantedOffsets(served)).containsExactly(0L);
      assertThat(queue.count().inactive()).isEqualTo(1);
    }

    @Test
    void atTheLimitOfInFlight_keepsWaiting() {
      Origin first = queue.limited(1, 100);
      Origin second = queue.limited(1, 100);

      queue.arrived(0, 5);
      assertThat(queue.grantedOffsets(first)).containsExactly(0L);
      assertThat(queue.answerTo(second)).isNull();

      queue.delete(queue.granted(first).get(0));
      assertThat(queue.grantedOffsets(second)).containsExactly(1L);
    }

    @Test
    void isServedWhenAnArrivalBringsMoreThanTheFirstTakes() {
      Origin first = queue.waiting(1, 100);
      Origin second = queue.waiting(1, 100);

      queue.arrived(0, 2);

      assertThat(queue.grantedOffsets(first)).containsExactly(0L);
      assertThat(queue.grantedOffsets(second)).containsExactly(1L);
    }
  }

  @Nested
  class CatchingUp {
    @Test
    void holdsBackNoMessageUntilTheKnownOnesArrived() {
      Origin receive = queue.catchingUp(3);
      assertThat(queue.answerTo(receive)).isNull();

      queue.arrived(0, 3);

      assertThat(queue.grantedOffsets(receive)).containsExactly(0L);
    }

    @Test
    void theKnownOnesTurnOutToBeNone_isAnsweredAtOnce() {
      Origin receive = queue.catchingUp(3);

      queue.arrivedWithGap(0, 2, 0, 2);
      assertThat(queue.answerTo(receive)).isNull();
      queue.arrivedWithGap(2, 3, 2, 3);

      assertThat(queue.answerTo(receive)).isEqualTo(NO_MESSAGE);
    }

    @Test
    void whatIsKnownAlready_needsNoCatchingUp() {
      queue.arrivedWithGap(0, 3, 0, 3);

      assertThat(queue.answerTo(queue.catchingUp(3))).isEqualTo(NO_MESSAGE);
    }

    @Test
    void endsAfterItsBound() {
      Origin receive = queue.at(0).catchingUp(3);

      queue.at(QueueMachine.CATCH_UP_MS - 1).tick();
      assertThat(queue.answerTo(receive)).isNull();
      queue.at(QueueMachine.CATCH_UP_MS).tick();

      assertThat(queue.answerTo(receive)).isEqualTo(NO_MESSAGE);
    }

    @Test
    void atTheLimitOfInFlight_itsEndLetsTheNextInLineBeServed() {
      queue.holding(1);
      queue.run(new QueueCommand.Defer(queue.receiveOne().lease(), 10));
      Origin first = queue.run(new QueueCommand.Receive(1, VISIBILITY, 0, 2, 1, 1, true));
      Origin next = queue.waiting(1, 1_000);
      queue.at(10).tick(); // The message dies for the first, which is at its limit now.

      queue.arrived(1, 2);

      assertThat(queue.answerTo(first)).isEqualTo(NO_MESSAGE);
      assertThat(queue.grantedOffsets(next)).containsExactly(1L);
    }

    @Test
    void aReceiveThatWaits_waitsOnAfterCatchingUp() {
      Origin receive = queue.run(new QueueCommand.Receive(1, VISIBILITY, 5_000, 3, 9));

      queue.arrivedWithGap(0, 3, 0, 3);
      assertThat(queue.answerTo(receive)).isNull();
      queue.arrived(3, 4);

      assertThat(queue.grantedOffsets(receive)).containsExactly(3L);
    }
  }

  @Nested
  class Rewind {
    @Test
    void bringsDeletedMessagesBackAsNew() {
      queue.holding(4).at(0).receive(4).forEach(queue::delete);

      queue.rewind(1);

      assertThat(queue.count().active()).isEqualTo(3);
      List<Grant> again = queue.at(7).receive(9);
      assertThat(again).extracting(Grant::offset).containsExactly(1L, 2L, 3L);
      assertThat(again).extracting(Grant::count).containsOnly(1);
      assertThat(again).extracting(Grant::firstDequeue).containsOnly(7L);
    }

    @Test
    void leavesInFlightAloneWithItsHandle() {
      List<Grant> grants = queue.holding(3).at(0).receive(3);
      queue.delete(grants.get(0));
      queue.delete(grants.get(2));

      queue.rewind(0);

      assertThat(queue.receiveOffsets(9)).containsExactly(0L, 2L);
      assertThat(queue.delete(grants.get(1))).isTrue();
      assertThat(queue.at(VISIBILITY).receiveOffsets(9)).containsExactly(0L, 2L);
    }

    @Test
    void leavesWhatCameBackItsCount() {
      queue.holding(2).at(0).receive(2);
      queue.at(VISIBILITY).tick();

      queue.rewind(0);

      assertThat(queue.receive(2)).extracting(Grant::count).containsOnly(2);
    }

    @Test
    void leavesDelayedAlone() {
      queue.at(0).arrivedDelayed(0, 50);
      queue.arrived(1, 2);
      queue.delete(queue.receiveOne());

      queue.rewind(0);

      assertThat(queue.receiveOffsets(9)).containsExactly(1L);
      assertThat(queue.at(50).receiveOffsets(9)).containsExactly(0L, 1L);
    }

    @Test
    void forward_changesNothing() {
      queue.holding(4).receive(1).forEach(queue::delete);

      queue.rewind(3);

      assertThat(queue.receiveOffsets(9)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void deletedPastTheCursor_staysDeletedWhenTheCursorPasses() {
      List<Grant> grants = queue.holding(3).receive(3);
      queue.delete(grants.get(0));
      queue.delete(grants.get(2));
      queue.rewind(0);

      assertThat(queue.delete(grants.get(1))).isTrue();

      assertThat(queue.count().active()).isEqualTo(2);
      assertThat(queue.receiveOffsets(9)).containsExactly(0L, 2L);
    }

    @Test
    void again_bringsBackWhatWasDeletedPastTheCursor() {
      List<Grant> grants = queue.holding(2).receive(2);
      queue.delete(grants.get(0));
      queue.rewind(0);
      queue.delete(grants.get(1));
      assertThat(queue.count().rewindable()).isEqualTo(1);

      queue.rewind(0);

      assertThat(queue.count().rewindable()).isZero();
      assertThat(queue.count().active()).isEqualTo(2);
      assertThat(queue.receiveOffsets(9)).containsExactly(0L, 1L);
    }

    @Test
    void reachesNoFurtherBackThanRetention() {
      queue.holding(4).receive(4).forEach(queue::delete);
      queue.trim(2);

      queue.rewind(0);

      assertThat(queue.receiveOffsets(9)).containsExactly(2L, 3L);
    }

    @Test
    void doesNotBringBackWhatWasDeletedBeforeTheWindowOpened() {
      queue.holding(4).receive(2).forEach(queue::delete);
      queue.ask(new QueueCommand.OpenRewindWindow());
      queue.receive(2).forEach(queue::delete);
      assertThat(queue.count().rewindable()).isEqualTo(2);

      queue.rewind(0);

      assertThat(queue.receiveOffsets(9)).containsExactly(2L, 3L);
    }

    @Test
    void doesNotBringBackWhatWasDeletedPastTheCursorBeforeTheWindowOpened() {
      List<Grant> grants = queue.holding(3).receive(3);
      queue.delete(grants.get(0));
      queue.delete(grants.get(2));
      queue.rewind(0);
      queue.delete(grants.get(1));
      queue.ask(new QueueCommand.OpenRewindWindow());
      assertThat(queue.count().rewindable()).isZero();

      queue.receive(9).forEach(queue::delete);
      queue.rewind(0);

      assertThat(queue.receiveOffsets(9)).containsExactly(2L);
    }

    @Test
    void servesWhoWaits() {
      queue.holding(1).receive(1).forEach(queue::delete);
      Origin waiting = queue.waiting(1, 100);

      queue.rewind(0);

      assertThat(queue.grantedOffsets(waiting)).containsExactly(0L);
    }
  }

  @Nested
  class Clear {
    @Test
    void deletesEverythingInEveryState() {
      Grant inFlight = queue.holding(3).at(0).receiveOne();
      queue.arrivedDelayed(3, 50);
      queue.arrivedWithGap(4, 6, 4, 5);

      queue.clear();

      assertThat(queue.count()).extracting(Reply.Counted::active).isEqualTo(0L);
      assertThat(queue.count().inactive()).isZero();
      assertThat(queue.count().delayed()).isZero();
      assertThat(queue.delete(inFlight)).isFalse();
      assertThat(queue.at(1_000).hasNoMessage()).isTrue();
      assertThat(queue.stored()).as("only the header").isEqualTo(1);
    }

    @Test
    void leavesTheQueueOpenForNewMessages() {
      queue.holding(3).clear();

      queue.arrived(3, 5);

      assertThat(queue.receiveOffsets(9)).containsExactly(3L, 4L);
    }

    @Test
    void canBeRewound() {
      queue.holding(3).clear();

      queue.rewind(1);

      assertThat(queue.receiveOffsets(9)).containsExactly(1L, 2L);
    }

    @Test
    void whoWaits_waitsOn() {
      Origin waiting = queue.waiting(1, 100);

      queue.clear();
      assertThat(queue.answerTo(waiting)).isNull();
      queue.arrived(0, 1);

      assertThat(queue.grantedOffsets(waiting)).containsExactly(0L);
    }
  }

  @Nested
  class Trim {
    @Test
    void endsTheLifeOfOlderMessagesInEveryState() {
      queue.at(0).arrivedDelayed(0, 500);
      queue.arrived(1, 8);
      List<Grant> grants = queue.receive(3);

      queue.trim(3);

      assertThat(queue.count()).isEqualTo(OneQueue.counted(4, 1, 0, 0, 3));
      assertThat(queue.delete(grants.get(1))).isFalse();
      assertThat(queue.delete(grants.get(2))).isTrue();
      assertThat(queue.at(1_000).receiveOffsets(9)).containsExactly(4L, 5L, 6L, 7L);
    }

    @Test
    void pastTheCursor_movesIt() {
      queue.holding(5).trim(3);

      assertThat(queue.receiveOffsets(9)).containsExactly(3L, 4L);
    }

    @Test
    void backwards_changesNothing() {
      queue.holding(5).trim(3);
      queue.trim(1);

      assertThat(queue.count().active()).isEqualTo(2);
    }

    @Test
    void intoAGap_goesOnBehindIt() {
      queue.arrivedWithGap(0, 8, 2, 6);

      queue.trim(4);

      assertThat(queue.count()).isEqualTo(OneQueue.counted(2, 0, 0, 0, 6));
      assertThat(queue.receiveOffsets(9)).containsExactly(6L, 7L);
    }

    @Test
    void overAWholeGap() {
      queue.arrivedWithGap(0, 8, 2, 4);

      queue.trim(5);

      assertThat(queue.count().active()).isEqualTo(3);
      assertThat(queue.receiveOffsets(9)).containsExactly(5L, 6L, 7L);
    }

    @Test
    void pastTheEnd_goesOnFromThere() {
      queue.holding(3).trim(10);

      assertThat(queue.end()).isEqualTo(10);
      assertThat(queue.arrived(3, 10)).isEqualTo(new Reply.KnownUpTo(10));
      assertThat(queue.hasNoMessage()).isTrue();
      queue.arrived(10, 11);
      assertThat(queue.receiveOffsets(9)).containsExactly(10L);
    }

    @Test
    void ofWhatIsNotKnownYet_saysWhereTheQueueBegins() {
      queue.trim(7);

      assertThat(queue.end()).isEqualTo(7);
      queue.arrived(7, 8);
      assertThat(queue.receiveOffsets(9)).containsExactly(7L);
    }

    @Test
    void afterARewind_keepsTheNumbersRight() {
      List<Grant> grants = queue.holding(6).receive(6);
      queue.delete(grants.get(0));
      queue.delete(grants.get(4));
      queue.rewind(0);
      queue.delete(grants.get(1));

      queue.trim(3);

      assertThat(queue.count()).isEqualTo(OneQueue.counted(1, 2, 0, 0, 3));
      assertThat(queue.receiveOffsets(9)).containsExactly(4L);
    }
  }

  @Nested
  class Count {
    @Test
    void followsAMessageThroughItsStates() {
      queue.holding(3);
      assertThat(queue.count()).isEqualTo(OneQueue.counted(3, 0, 0, 0, 0));

      List<Grant> grants = queue.at(0).receive(2);
      assertThat(queue.count()).isEqualTo(OneQueue.counted(1, 2, 0, 0, 0));

      queue.delete(grants.get(0));
      assertThat(queue.count()).isEqualTo(OneQueue.counted(1, 1, 0, 1, 1));

      queue.at(VISIBILITY);
      assertThat(queue.count()).isEqualTo(OneQueue.counted(2, 0, 0, 1, 1));

      queue.receive(9).forEach(queue::delete);
      assertThat(queue.count()).isEqualTo(OneQueue.counted(0, 0, 0, 3, -1));
    }

    @Test
    void delayed_countsAsDelayedUntilDue() {
      queue.at(0).arrivedDelayed(0, 50);
      queue.arrived(1, 2);

      assertThat(queue.count()).isEqualTo(OneQueue.counted(1, 0, 1, 0, 0));
      queue.receiveOne();
      assertThat(queue.count()).isEqualTo(OneQueue.counted(0, 1, 1, 0, 0));
      queue.at(50);
      assertThat(queue.count()).isEqualTo(OneQueue.counted(2, 0, 0, 0, 0));
    }

    @Test
    void rewindable_areDeletedOnesInsideTheWindow() {
      queue.holding(5).receive(4).forEach(queue::delete);

      assertThat(queue.countFrom(0).rewindable()).isEqualTo(4);
      assertThat(queue.countFrom(3).rewindable()).isEqualTo(1);
      assertThat(queue.countFrom(5).rewindable()).isZero();
      assertThat(queue.countFrom(Long.MAX_VALUE).rewindable()).isZero();
    }

    @Test
    void rewindable_includesWhatIsDeletedPastTheCursor() {
      List<Grant> grants = queue.holding(3).receive(3);
      queue.delete(grants.get(0));
      queue.rewind(0);
      queue.delete(grants.get(1));

      assertThat(queue.count()).isEqualTo(OneQueue.counted(1, 1, 0, 1, 0));
      assertThat(queue.countFrom(2).rewindable()).isZero();
    }

    @Test
    void firstUndeleted_looksBehindGapsAndDeletedOnes() {
      queue.arrivedWithGap(0, 5, 0, 2);
      assertThat(queue.count().firstUndeleted()).isEqualTo(2);

      queue.receive(2).forEach(queue::delete);
      assertThat(queue.count().firstUndeleted()).isEqualTo(4);

      queue.receive(1).forEach(queue::delete);
      assertThat(queue.count().firstUndeleted()).isEqualTo(-1);
    }

    @Test
    void ofNothing_isZero() {
      assertThat(queue.count()).isEqualTo(OneQueue.counted(0, 0, 0, 0, -1));
    }
  }

  @Nested
  class Drop {
    @Test
    void tellsWhoWaits_andLeavesNothing() {
      queue.at(0).arrivedDelayed(0, 50);
      queue.arrived(1, 2);
      queue.receive(1);
      Origin first = queue.waiting(1, 100);
      Origin second = queue.waiting(1, 100);

      queue.run(new QueueCommand.Drop());

      Reply gone = new Reply.Refused(Refusal.NO_SUCH_QUEUE);
      assertThat(queue.answerTo(first)).isEqualTo(gone);
      assertThat(queue.answerTo(second)).isEqualTo(gone);
      assertThat(queue.isBlank()).isTrue();
      assertThat(queue.stored()).isZero();
      assertThat(queue.end()).isEqualTo(-1);
      assertThat(queue.nextWake()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void afterwards_nothingIsLeftToReceiveOrCount() {
      queue.holding(5).receive(2);

      queue.run(new QueueCommand.Drop());

      assertThat(queue.count()).isEqualTo(OneQueue.counted(0, 0, 0, 0, -1));
      assertThat(queue.hasNoMessage()).isTrue();
    }

    @Test
    void ofNothing_changesNothing() {
      queue.run(new QueueCommand.Drop());

      assertThat(queue.isBlank()).isTrue();
      assertThat(queue.stored()).isZero();
    }
  }

  @Nested
  class NothingKnownYet {
    @Test
    void questionsLeaveNothingBehind() {
      assertThat(queue.hasNoMessage()).isTrue();
      assertThat(queue.delete(new Lease(0, 0, 100))).containsExactly(false);
      queue.release(new Grant(0, 0, 1, 100, 0));
      queue.rewind(0);
      queue.clear();
      queue.count();
      queue.cancel(new Origin("client", 99));
      queue.tick();

      assertThat(queue.isBlank()).isTrue();
      assertThat(queue.stored()).isZero();
    }

    @Test
    void aReceiveThatWaits_isKeptUntilItEnds() {
      Origin waiting = queue.at(0).waiting(1, 100);
      assertThat(queue.isBlank()).isFalse();
      assertThat(queue.stored()).isEqualTo(1);

      queue.at(100).tick();

      assertThat(queue.answerTo(waiting)).isEqualTo(NO_MESSAGE);
      assertThat(queue.isBlank()).isTrue();
      assertThat(queue.stored()).isZero();
    }

    @Test
    void whoWaits_keepsTheOrderAlsoAfterACancel() {
      Origin first = queue.waiting(1, 100);
      queue.cancel(queue.waiting(1, 100));
      Origin second = queue.waiting(1, 100);

      queue.arrived(0, 2);

      assertThat(queue.grantedOffsets(first)).containsExactly(0L);
      assertThat(queue.grantedOffsets(second)).containsExactly(1L);
    }
  }
}
