package io.cmqkafka.queue;

import static io.cmqkafka.queue.OneQueue.NO_LIMIT;
import static io.cmqkafka.queue.OneQueue.VISIBILITY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
  private static final Reply NO_MESSAGE = new Reply.NoMessage();

  private final OneQueue queue = new OneQueue();

  @Nested
  class LastDelivery {
    @Test
    void inVain_makesADeadLetterWhenItsVisibilityEnds() {
      queue.holding(2).at(0);
      assertThat(receive(1, 2)).containsExactly(0L);
      assertThat(queue.at(VISIBILITY).count().active()).isEqualTo(2);
      assertThat(receive(1, 2)).containsExactly(0L);

      queue.at(2 * VISIBILITY - 1).tick();
      assertThat(queue.newlyDead()).isEmpty();
      queue.at(2 * VISIBILITY).tick();

      assertThat(queue.newLetters())
          .extracting(DeadLetter::death)
          .containsExactly(new Death(Death.Cause.RECEIVED_TOO_OFTEN, 2));
      assertThat(receive(9, 2)).containsExactly(1L);
    }

    @Test
    void wakesTheMachine_thoughNobodyWaits() {
      queue.holding(2).at(0);
      receive(1, 3);
      assertThat(queue.nextWake()).as("not the last").isEqualTo(Long.MAX_VALUE);

      receive(1, 1);

      assertThat(queue.nextWake()).isEqualTo(VISIBILITY);
      queue.at(VISIBILITY).tick();
      assertThat(queue.newlyDead()).containsExactly(1L);
      assertThat(queue.nextWake()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void deletedInTime_makesNone() {
      Grant grant = queue.holding(1).at(0).granted(limited(1, 1)).get(0);

      assertThat(queue.delete(grant)).isTrue();

      assertThat(queue.nextWake()).isEqualTo(Long.MAX_VALUE);
      queue.at(1_000).tick();
      assertThat(queue.newlyDead()).isEmpty();
    }

    @Test
    void released_isReceivedOnceMore() {
      queue.holding(1).at(0);
      receive(1, 2);
      Grant last = queue.at(VISIBILITY).granted(limited(1, 2)).get(0);

      queue.release(last);

      assertThat(queue.nextWake()).isEqualTo(Long.MAX_VALUE);
      Grant again = queue.granted(limited(1, 2)).get(0);
      assertThat(again.count()).isEqualTo(2);
      queue.at(again.until()).tick();
      assertThat(queue.newlyDead()).containsExactly(0L);
    }

    @Test
    void putOff_makesADeadLetterAtOnce() {
      Grant last = queue.holding(1).at(0).granted(limited(1, 1)).get(0);

      queue.defer(last, 1_000);

      assertThat(queue.newlyDead()).containsExactly(0L);
      assertThat(queue.delete(last)).isFalse();
    }

    @Test
    void deliveredTooOftenAlready_diesInsteadOfBeingDelivered() {
      queue.holding(3).at(0).receive(2);
      queue.at(VISIBILITY).receive(1);
      queue.at(2 * VISIBILITY);

      assertThat(receive(9, 2)).as("0 was delivered twice, 1 once").containsExactly(1L, 2L);
      assertThat(queue.newlyDead()).containsExactly(0L);
    }

    @Test
    void nothingLeftButTheDead_isNoMessage() {
      queue.holding(2).at(0).receive(2);

      assertThat(queue.at(VISIBILITY).answerTo(limited(9, 1))).isEqualTo(NO_MESSAGE);
      assertThat(queue.newlyDead()).containsExactly(0L, 1L);
    }

    @Test
    void lastOnesThatEndTogether_dieInOffsetOrderOfTheirEnds() {
      queue.holding(4).at(0);
      receive(1, 0);
      receive(1, 1);
      queue.at(1);
      receive(1, 1);
      queue.run(new QueueCommand.Receive(1, VISIBILITY - 1, 0, 0, NO_LIMIT, 1, false));

      queue.at(1_000).tick();

      assertThat(queue.newlyDead()).containsExactly(1L, 3L, 2L);
    }

    @Test
    void moreThanOneStepEnds_dieAllTheSame() {
      int many = 2 * Entries.MAX_DUE_PER_STEP + 10;
      queue.holding(many).at(0);
      for (int received = 0; received < many; received += QueueCommand.MAX_BATCH) {
        receive(QueueCommand.MAX_BATCH, 1);
      }
      queue.at(VISIBILITY);

      for (int tick = 0; tick < 3; tick++) {
        assertThat(queue.nextWake()).isEqualTo(VISIBILITY);
        queue.tick();
      }

      assertThat(queue.newlyDead()).hasSize(many).isSorted();
      assertThat(queue.nextWake()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void moreThanOneStepWereDeliveredTooOften_oneIsDeliveredOnceMore() {
      int many = Entries.MAX_DUE_PER_STEP + 2;
      queue.holding(many).at(0).receiveMany(many);
      queue.at(VISIBILITY).tick();
      queue.tick();

      Grant grant = queue.granted(limited(1, 1)).get(0);

      assertThat(grant.count()).isEqualTo(2);
      assertThat(queue.newlyDead()).hasSize(Entries.MAX_DUE_PER_STEP);
      queue.at(grant.until()).tick();
      assertThat(queue.newlyDead()).containsExactly(grant.offset());
    }

    @Test
    void ofARetry_letsThoseGoOnThatWaitForRetries() {
      queue.holding(2).at(0);
      receive(1, 2);
      queue.at(VISIBILITY);
      receive(1, 2);
      Origin waiting =
          queue.run(new QueueCommand.Receive(1, VISIBILITY, 100, 0, NO_LIMIT, 2, true));
      assertThat(queue.answerTo(waiting)).isNull();

      queue.at(2 * VISIBILITY).tick();

      assertThat(queue.grantedOffsets(waiting)).containsExactly(1L);
      assertThat(queue.newlyDead()).containsExactly(0L);
    }

    @Test
    void oneThatWaits_remembersHowOftenItMayBe() {
      Origin waiting = queue.at(0).run(receiveWaiting(1));
      queue.arrived(0, 1);
      assertThat(queue.grantedOffsets(waiting)).containsExactly(0L);

      queue.at(VISIBILITY).tick();

      assertThat(queue.newlyDead()).containsExactly(0L);
    }

    @Test
    void deadLettersCountAgainstWhoMakesThem() {
      queue.holding(3).at(0);
      receive(2, 1);
      queue.at(VISIBILITY).tick();

      assertThat(queue.answerTo(queue.run(new QueueCommand.Receive(1, 30, 0, 0, 2, 1, false))))
          .isEqualTo(new Reply.Refused(Refusal.TOO_MANY_INACTIVE));
      assertThat(queue.grantedOffsets(queue.limited(1, 0))).containsExactly(2L);
    }

    @Test
    void whoWaitsBehindTooManyDeadLetters_isServedWhenTheyAreMoved() {
      queue.holding(1).at(0);
      receive(1, 1);
      queue.at(VISIBILITY);
      Origin waiting = queue.run(new QueueCommand.Receive(1, 30, 100, 0, 2, 1, false));
      Origin another = queue.run(new QueueCommand.Receive(1, 30, 100, 0, 2, 1, false));
      queue.arrived(1, 3);
      assertThat(queue.grantedOffsets(waiting)).containsExactly(1L);
      assertThat(queue.answerTo(another)).isNull();

      queue.moved(0L);

      assertThat(queue.grantedOffsets(another)).containsExactly(2L);
    }
  }

  @Nested
  class Bury {
    @Test
    void makesADeadLetterAtOnce_andEndsTheHandle() {
      Grant grant = queue.holding(2).at(0).receiveOne();

      queue.bury(grant);

      assertThat(queue.newlyDead()).containsExactly(0L);
      assertThat(queue.delete(grant)).isFalse();
      queue.release(grant);
      queue.defer(grant, 1);
      queue.bury(grant);
      assertThat(queue.at(1_000).receiveOffsets(9)).containsExactly(1L);
      assertThat(queue.newlyDead()).isEmpty();
    }

    @Test
    void withHandlesThatAreNotGood_changesNothing() {
      Grant late = queue.holding(1).at(0).receiveOne();
      queue.at(late.until()).bury(late);

      assertThat(queue.receiveOffsets(9)).containsExactly(0L);
      assertThat(queue.newlyDead()).isEmpty();
    }

    @Test
    void severalAtOnce_inTheirOrder() {
      List<Grant> grants = queue.holding(3).receive(3);

      queue.bury(grants.get(2), grants.get(0));

      assertThat(queue.newlyDead()).containsExactly(2L, 0L);
    }
  }

  @Nested
  class Expire {
    @Test
    void takesTheOldestThatWait_andLeavesOrderToTheOthers() {
      queue.holding(5);

      queue.expire(3, 2);
      assertThat(queue.newlyDead()).containsExactly(0L, 1L);
      queue.moved(0L, 1L);
      queue.expire(3, 2);

      assertThat(queue.newlyDead()).containsExactly(2L);
      assertThat(queue.receiveOffsets(9)).containsExactly(3L, 4L);
    }

    @Test
    void goesNoFurtherThanSoManyDeadInAll() {
      queue.holding(5).bury(queue.receiveOne());
      queue.newlyDead();

      queue.expire(5, 1);
      assertThat(queue.newlyDead()).isEmpty();
      queue.expire(5, 3);

      assertThat(queue.newlyDead()).containsExactly(1L, 2L);
    }

    @Test
    void leavesWhatIsInFlightDelayedOrDeferred() {
      queue.at(0).arrivedDelayed(0, 50);
      queue.arrived(1, 6);
      List<Grant> grants = queue.receive(3);
      queue.defer(grants.get(0), 500);
      queue.release(grants.get(1));

      queue.expire(6, 9);

      assertThat(queue.newlyDead()).containsExactly(2L, 4L, 5L);
      assertThat(queue.count()).isEqualTo(OneQueue.counted(0, 5, 1, 0, 0));
      assertThat(queue.delete(grants.get(2))).isTrue();
      assertThat(queue.at(50).receiveOffsets(9)).containsExactly(0L);
    }

    @Test
    void takesTheOldestFirst_alsoOfThoseThatCameBackPastTheCursor() {
      List<Grant> grants = queue.holding(4).at(0).receive(4);
      queue.delete(grants.get(0));
      queue.delete(grants.get(3));
      queue.rewind(0);
      queue.release(grants.get(1));

      queue.expire(2, 1);
      assertThat(queue.newlyDead()).containsExactly(0L);
      queue.expire(2, 9);
      assertThat(queue.newlyDead()).containsExactly(1L);
      assertThat(queue.receiveOffsets(9)).containsExactly(3L);
      assertThat(queue.at(VISIBILITY).receiveOffsets(9)).containsExactly(2L, 3L);
    }

    @Test
    void passesOverGaps() {
      queue.arrivedWithGap(0, 6, 1, 4);

      queue.expire(3, 9);
      assertThat(queue.newlyDead()).containsExactly(0L);
      queue.expire(9, 9);

      assertThat(queue.newlyDead()).containsExactly(4L, 5L);
    }

    @Test
    void isBoundedInOneStep() {
      queue.holding(3 * Entries.MAX_DUE_PER_STEP);

      queue.expire(Long.MAX_VALUE, Integer.MAX_VALUE);

      assertThat(queue.newlyDead()).hasSize(Entries.MAX_DUE_PER_STEP);
    }

    @Test
    void ofNothing_changesNothing() {
      queue.expire(9, 9);
      queue.moved(1L);

      assertThat(queue.isBlank()).isTrue();
      assertThat(queue.stored()).isZero();
    }
  }

  @Nested
  class Dead {
    @Test
    void isNotReceived_andInactiveUntilItIsMoved() {
      queue.bury(queue.holding(2).receiveOne());

      assertThat(queue.count()).isEqualTo(OneQueue.counted(1, 1, 0, 0, 0));
      assertThat(queue.receiveOffsets(9)).containsExactly(1L);
    }

    @Test
    void moved_isDeleted() {
      queue.bury(queue.holding(2).receiveOne());

      queue.moved(0L);

      assertThat(queue.count()).isEqualTo(OneQueue.counted(1, 0, 0, 1, 1));
      assertThat(queue.stored()).as("only the header").isEqualTo(1);
    }

    @Test
    void movedPastTheCursor_isDeletedUntilRewoundTo() {
      List<Grant> grants = queue.holding(3).receive(3);
      queue.delete(grants.get(0));
      queue.delete(grants.get(2));
      queue.bury(grants.get(1));
      queue.rewind(0);

      queue.moved(1L);
      assertThat(queue.receiveOffsets(9)).containsExactly(0L, 2L);
      queue.rewind(0);

      assertThat(queue.receiveOffsets(9)).containsExactly(1L);
    }

    @Test
    void movedOfWhatIsNotDead_changesNothing() {
      Grant grant = queue.holding(3).receiveOne();
      queue.at(0).defer(queue.receiveOne(), 50);

      queue.moved(0L, 1L, 2L, 99L);

      assertThat(queue.count()).isEqualTo(OneQueue.counted(1, 2, 0, 0, 0));
      assertThat(queue.delete(grant)).isTrue();
    }

    @Test
    void movedUnderTheNumberOfAnEarlierDeath_staysDead() {
      queue.bury(queue.holding(1).receiveOne());
      queue.moved(0L);
      queue.rewind(0);
      queue.bury(queue.receiveOne());

      queue.movedAs(new Buried(0, 0));

      assertThat(queue.count().firstUndeleted()).isZero();
      queue.movedAs(new Buried(0, 1));
      assertThat(queue.count().firstUndeleted()).isEqualTo(-1);
    }

    @Test
    void rewindLeavesItDying() {
      List<Grant> grants = queue.holding(3).receive(3);
      queue.bury(grants.get(1));
      queue.delete(grants.get(0));

      queue.rewind(0);

      assertThat(queue.receiveOffsets(9)).containsExactly(0L);
      assertThat(queue.count().firstUndeleted()).isZero();
    }

    @Test
    void clearAndTrimDeleteIt() {
      queue.bury(queue.holding(4).receive(3).toArray(Grant[]::new));

      queue.trim(2);
      assertThat(queue.count().firstUndeleted()).isEqualTo(2);
      queue.clear();

      assertThat(queue.count().firstUndeleted()).isEqualTo(-1);
      assertThat(queue.stored()).as("only the header").isEqualTo(1);
    }

    @Test
    void whatDiesInTheVeryStepItIsCleared_isToldOfAllTheSame() {
      queue.holding(1).at(0);
      receive(1, 1);

      queue.at(VISIBILITY).clear();

      assertThat(queue.newlyDead()).containsExactly(0L);
    }

    @Test
    void aNewMachine_isToldOfAllInTheOrderOfTheirBurials() {
      InMemoryShardStore store = new InMemoryShardStore();
      QueueShard shard = new QueueShard(store);
      QueuePartition a = new QueuePartition("a", 0);
      QueuePartition b = new QueuePartition("b", 0);
      for (QueuePartition each : List.of(a, b)) {
        long base = store.loadProgress().position() + 1;
        run(shard, each, base, new QueueCommand.Arrived(0, 9, List.of(), List.of()));
        run(shard, each, base + 1, new QueueCommand.Receive(3, 30, 0, 0, 9));
        run(
            shard,
            each,
            base + 2,
            new QueueCommand.Bury(
                List.of(new Lease(2, 2, 30), new Lease(0, 0, 30), new Lease(1, 1, 30))));
        run(shard, each, base + 3, new QueueCommand.Moved(List.of(new Buried(0, 1))));
      }
      Death pushed = new Death(Death.Cause.PUSH_FAILED, 1);
      assertThat(shard.newlyDead())
          .containsExactly(
              new DeadLetter(a, 2, 0, null, pushed),
              new DeadLetter(a, 0, 1, null, pushed),
              new DeadLetter(a, 1, 2, null, pushed),
              new DeadLetter(b, 2, 0, null, pushed),
              new DeadLetter(b, 0, 1, null, pushed),
              new DeadLetter(b, 1, 2, null, pushed));
      assertThat(shard.newlyDead()).as("told once").isEmpty();

      QueueShard successor = new QueueShard(store.copy());

      assertThat(successor.newlyDead())
          .containsExactlyInAnyOrder(
              new DeadLetter(a, 2, 0),
              new DeadLetter(a, 1, 2),
              new DeadLetter(b, 2, 0),
              new DeadLetter(b, 1, 2))
          .filteredOn(letter -> letter.partition().equals(b))
          .extracting(DeadLetter::number)
          .containsExactly(0L, 2L);
      run(successor, b, 8, new QueueCommand.Expire(9, 3));
      assertThat(successor.newlyDead())
          .containsExactly(new DeadLetter(b, 3, 3, null, new Death(Death.Cause.TOO_OLD, 0)));
    }

    private void run(
        QueueShard shard, QueuePartition partition, long position, QueueCommand command) {
      shard.run(partition, command, new Origin("c", 0), position, 0, (to, reply) -> {});
    }
  }

  private List<Long> receive(int max, int maxReceives) {
    return queue.grantedOffsets(limited(max, maxReceives));
  }

  private Origin limited(int max, int maxReceives) {
    return queue.run(new QueueCommand.Receive(max, VISIBILITY, 0, 0, NO_LIMIT, maxReceives, false));
  }

  private static QueueCommand receiveWaiting(int maxReceives) {
    return new QueueCommand.Receive(1, VISIBILITY, 100, 0, NO_LIMIT, maxReceives, false);
  }
}
