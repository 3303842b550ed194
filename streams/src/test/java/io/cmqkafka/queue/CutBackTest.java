package io.cmqkafka.queue;

import static io.cmqkafka.queue.OneQueue.VISIBILITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cmqkafka.copy.Copied;
import java.util.List;
import org.junit.jupiter.api.Test;

class CutBackTest {
  private final OneQueue queue = new OneQueue();

  @Test
  void whatIsWaitingPastTheEnd_isForgotten() {
    queue.holding(9).receiveMany(2);

    assertThat(cutBack(5)).isEqualTo(new Reply.KnownUpTo(5));

    assertThat(queue.end()).isEqualTo(5);
    assertThat(queue.count()).isEqualTo(OneQueue.counted(3, 2, 0, 0, 0));
    assertThat(queue.receiveOffsets(9)).containsExactly(2L, 3L, 4L);
  }

  @Test
  void whatIsNotWaitingPastTheEnd_isForgottenInEveryState() {
    queue.at(0).holding(6).arrivedDelayed(6, 50);
    queue.arrivedDelayed(7, 50);
    List<Grant> grants = queue.receive(6);
    queue.bury(grants.get(1));
    queue.release(grants.get(2));
    queue.defer(grants.get(3), 10);
    queue.delete(grants.get(5));
    queue.rewind(5);

    cutBack(1);

    assertThat(queue.count()).isEqualTo(OneQueue.counted(0, 1, 0, 0, 0));
    assertThat(queue.stored()).as("header and what is in flight").isEqualTo(2);
    assertThat(queue.nextWake()).isEqualTo(Long.MAX_VALUE);
    assertThat(queue.at(1_000).receiveOffsets(9)).containsExactly(0L);
  }

  @Test
  void whatComesInItsPlace_isNew() {
    Grant before = queue.holding(1).at(0).receiveOne();
    cutBack(0);

    queue.arrived(0, 1);
    Grant after = queue.receiveOne();

    assertThat(after.count()).isEqualTo(1);
    assertThat(after.serial()).isNotEqualTo(before.serial());
    assertThat(queue.delete(before)).isFalse();
    assertThat(queue.delete(after)).isTrue();
  }

  @Test
  void leasesBeforeTheEnd_liveOn() {
    List<Grant> grants = queue.holding(3).at(0).receive(3);

    cutBack(2);

    assertThat(queue.delete(grants.get(0))).isTrue();
    assertThat(queue.delete(grants.get(2))).isFalse();
    assertThat(queue.at(VISIBILITY).receiveOffsets(9)).containsExactly(1L);
  }

  @Test
  void whatWasDeletedBeforeTheEnd_staysDeletedAndCanBeRewoundTo() {
    queue.holding(5).receiveMany(4).stream().skip(1).forEach(queue::delete);

    cutBack(3);
    queue.arrived(3, 4);

    assertThat(queue.receiveOffsets(9)).containsExactly(3L);
    queue.rewind(0);
    assertThat(queue.receiveOffsets(9)).containsExactly(1L, 2L);
  }

  @Test
  void aGapThatReachesOverTheEnd_endsThere() {
    queue.arrivedWithGap(0, 8, 2, 6);

    cutBack(4);
    queue.arrived(4, 6);

    assertThat(queue.count().active()).isEqualTo(4);
    queue.trim(3);
    assertThat(queue.receiveOffsets(9)).containsExactly(4L, 5L);
  }

  @Test
  void behindTheStart_isTheStart() {
    queue.holding(9).trim(5);

    cutBack(2);
    assertThat(queue.count()).isEqualTo(OneQueue.counted(0, 0, 0, 0, -1));
    queue.arrived(2, 4);

    assertThat(queue.receiveOffsets(9)).containsExactly(2L, 3L);
  }

  @Test
  void whatComesAfterwards_canBeRewoundTo_whateverTheWindowWas() {
    queue.holding(5).receiveMany(5).forEach(queue::delete);
    queue.ask(new QueueCommand.OpenRewindWindow());

    cutBack(2);
    queue.arrived(2, 4);
    queue.receiveMany(2).forEach(queue::delete);
    queue.rewind(0);

    assertThat(queue.receiveOffsets(9)).containsExactly(2L, 3L);
  }

  @Test
  void whoWaits_waitsOn() {
    queue.holding(1).at(0).receiveOne();
    Origin waiting = queue.waiting(1, 500);

    cutBack(0);

    assertThat(queue.answerTo(waiting)).isNull();
    queue.arrived(0, 1);
    assertThat(queue.grantedOffsets(waiting)).containsExactly(0L);
  }

  @Test
  void whoWaitsForWhatIsLost_isAnsweredAllTheSame() {
    queue.holding(1).at(0).receiveOne();
    Origin waiting = queue.catchingUp(2);

    cutBack(0);
    queue.at(QueueMachine.CATCH_UP_MS).tick();

    assertThat(queue.answerTo(waiting)).isEqualTo(new Reply.NoMessage());
  }

  @Test
  void aSourceWhoseLastCopyIsLost_isForgotten_othersAreNot() {
    queue.arrivedCopies(
        0, new Copied(0, "a", 5, -1), new Copied(1, "b", 5, -1), new Copied(2, "b", 6, 5));

    cutBack(2);
    queue.arrivedCopies(
        2, new Copied(2, "a", 5, -1), new Copied(3, "b", 5, -1), new Copied(4, "b", 6, 5));

    assertThat(queue.receiveOffsets(9)).containsExactly(0L, 1L, 3L, 4L);
  }

  @Test
  void burialsAreNumberedOn() {
    queue.bury(queue.holding(2).receive(2).toArray(Grant[]::new));
    cutBack(0);
    queue.arrived(0, 1);
    queue.bury(queue.receiveOne());

    queue.movedAs(new Buried(0, 0));

    assertThat(queue.count().firstUndeleted()).isZero();
    queue.movedAs(new Buried(0, 2));
    assertThat(queue.count().firstUndeleted()).isEqualTo(-1);
  }

  @Test
  void atTheEndOrPastIt_changesNothing() {
    queue.holding(3);

    assertThat(cutBack(3)).isEqualTo(new Reply.KnownUpTo(3));
    assertThat(cutBack(9)).isEqualTo(new Reply.KnownUpTo(3));

    assertThat(queue.receiveOffsets(9)).containsExactly(0L, 1L, 2L);
  }

  @Test
  void ofNothing_changesNothing() {
    assertThat(cutBack(3)).isEqualTo(new Reply.KnownUpTo(0));

    assertThat(queue.isBlank()).isTrue();
    assertThat(queue.stored()).isZero();
  }

  @Test
  void beforeTheFirstOffset_cannotBeTold() {
    assertThatIllegalArgumentException().isThrownBy(() -> new QueueCommand.CutBack(-1));
  }

  private Reply cutBack(long end) {
    return queue.ask(new QueueCommand.CutBack(end));
  }
}
