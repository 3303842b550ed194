package io.cmqkafka.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.cmqkafka.queue.QueueCommand.Choose;
import io.cmqkafka.queue.QueueCommand.Choose.Act;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ChooseTest {
  private final OneQueue queue = new OneQueue().at(1_000);

  @Test
  void tellsTheStates_andLooksOnly() {
    queue.holding(3);
    Grant grant = queue.receiveOne();
    assertThat(choose(Act.LOOK, 0L, 2L, 7L))
        .isEqualTo(Arrays.asList(MessageState.INVISIBLE, MessageState.VISIBLE, null));
    assertThat(queue.receiveOffsets(5)).containsExactly(1L, 2L);
    assertThat(queue.delete(grant)).isTrue();
  }

  @Test
  void deletesWhatIsChosen_whateverItsState_butNotWhatLeaves() {
    queue.holding(4);
    Grant held = queue.receiveOne();
    queue.run(new QueueCommand.Bury(List.of(queue.receiveOne().lease())));
    queue.arrivedDelayed(4, 5_000);
    assertThat(choose(Act.DELETE, 0L, 1L, 3L, 4L))
        .containsExactly(
            MessageState.INVISIBLE, MessageState.DEAD, MessageState.VISIBLE, MessageState.DELAYED);
    assertThat(queue.delete(held)).isFalse();
    assertThat(queue.receiveOffsets(5)).containsExactly(2L);
    assertThat(choose(Act.LOOK, 0L, 1L, 3L, 4L))
        .containsExactly(
            MessageState.DELETED, MessageState.DEAD, MessageState.DELETED, MessageState.DELETED);
  }

  @Test
  void whatIsDeletedCanBeRewoundTo() {
    queue.holding(2);
    choose(Act.DELETE, 1L);
    queue.run(new QueueCommand.Rewind(0));
    assertThat(queue.receiveOffsets(5)).containsExactly(0L, 1L);
  }

  @Test
  void endsAVisibilityTimeout_theDeliveryStillCounts() {
    queue.holding(2);
    Grant first = queue.receiveOne();
    queue.run(new QueueCommand.Defer(queue.receiveOne().lease(), 500));
    assertThat(choose(Act.MAKE_VISIBLE, 0L, 1L))
        .containsExactly(MessageState.INVISIBLE, MessageState.DEFERRED);
    assertThat(queue.delete(first)).isFalse();
    assertThat(queue.receive(5))
        .extracting(Grant::offset, Grant::count)
        .containsExactly(tuple(0L, 2), tuple(1L, 2));
  }

  @Test
  void theEndOfALastDeliveryIsADeath() {
    queue.holding(1);
    queue.run(new QueueCommand.Receive(1, OneQueue.VISIBILITY, 0, 0, OneQueue.NO_LIMIT, 1, false));
    choose(Act.MAKE_VISIBLE, 0L);
    assertThat(queue.newLetters())
        .extracting(DeadLetter::offset, DeadLetter::target)
        .containsExactly(tuple(0L, null));
  }

  @Test
  void movesWhatIsVisible_inTheOrderOfTheChoice() {
    queue.holding(4);
    queue.receiveOne();
    assertThat(move("other", 3L, 0L, 1L))
        .containsExactly(MessageState.VISIBLE, MessageState.INVISIBLE, MessageState.VISIBLE);
    assertThat(queue.newLetters())
        .extracting(DeadLetter::offset, DeadLetter::number, DeadLetter::target)
        .containsExactly(tuple(3L, 0L, "other"), tuple(1L, 1L, "other"));
    assertThat(queue.receiveOffsets(5)).containsExactly(2L);
    queue.run(new QueueCommand.Moved(List.of(new Buried(3, 0), new Buried(1, 1))));
    assertThat(choose(Act.LOOK, 1L, 3L)).containsOnly(MessageState.DELETED);
    assertThat(queue.hasNoMessage()).isTrue();
  }

  @Test
  void noMoreThanSoManyAreOnTheirWay() {
    queue.holding(5);
    move("other", 0L, 1L);
    Choose tooMany = new Choose(List.of(2L, 3L), Act.MOVE, "other", 3);
    assertThat(queue.ask(tooMany)).isEqualTo(new Reply.Refused(Refusal.TOO_MANY_INACTIVE));
    assertThat(choose(Act.LOOK, 2L, 3L)).containsOnly(MessageState.VISIBLE);
    queue.run(new QueueCommand.Moved(List.of(new Buried(0, 0))));
    assertThat(queue.ask(tooMany)).isInstanceOf(Reply.Chosen.class);
  }

  @Test
  void whatDiedIsNotOnItsWayToAQueueThatSomebodyChose() {
    queue.holding(4);
    queue.run(new QueueCommand.Bury(List.of(queue.receiveOne().lease())));
    queue.run(new QueueCommand.Bury(List.of(queue.receiveOne().lease())));
    assertThat(queue.ask(new Choose(List.of(2L, 3L), Act.MOVE, "other", 2)))
        .isInstanceOf(Reply.Chosen.class);
  }

  @Test
  void whatCannotBeMovedIsVisibleAgain_unlessItHasLeftAnew() {
    queue.holding(2);
    Grant grant = queue.receiveOne();
    queue.run(new QueueCommand.Release(List.of(grant.lease())));
    move("other", 0L, 1L);
    queue.run(new QueueCommand.Return(List.of(new Buried(0, 0), new Buried(1, 1))));
    assertThat(queue.receive(1))
        .extracting(Grant::offset, Grant::count)
        .containsExactly(tuple(0L, 1));
    move("other", 1L);
    queue.run(new QueueCommand.Return(List.of(new Buried(1, 1))));
    assertThat(choose(Act.LOOK, 1L)).containsExactly(MessageState.DEAD);
    queue.run(new QueueCommand.Return(List.of(new Buried(1, 2))));
    assertThat(queue.receiveOffsets(1)).containsExactly(1L);
  }

  @Test
  void movedMessagesLeaveNothingBehind_andThoseThatStayKeepTheirOrder() {
    queue.holding(1_000);
    for (long from = 0; from < 1_000; from += 100) {
      Long[] offsets =
          LongStream.range(from, from + 100).filter(o -> o % 50 > 0).boxed().toArray(Long[]::new);
      move("other", offsets);
      List<Buried> letters = queue.newLetters().stream().map(DeadLetter::buried).toList();
      queue.run(new QueueCommand.Moved(letters));
    }
    assertThat(queue.entries()).hasSize(20);
    assertThat(queue.receiveOffsets(3)).containsExactly(0L, 50L, 100L);
  }

  @Test
  void deletedMessagesLeaveNothingBehind() {
    queue.holding(10);
    choose(Act.DELETE, 0L, 1L, 2L, 4L);
    assertThat(queue.entries()).containsOnlyKeys(3L);
    assertThat(queue.receiveOffsets(2)).containsExactly(3L, 5L);
  }

  @Test
  void whatMayBeDoneDependsOnTheState() {
    EnumSet<MessageState> all = EnumSet.allOf(MessageState.class);
    assertThat(all).filteredOn(Act.LOOK::leadsOnFrom).isEmpty();
    assertThat(all).filteredOn(Act.MOVE::leadsOnFrom).containsExactly(MessageState.VISIBLE);
    assertThat(all)
        .filteredOn(Act.DELETE::leadsOnFrom)
        .doesNotContain(MessageState.DEAD, MessageState.DELETED)
        .hasSize(4);
    assertThat(Act.DELETE.leadsOnFrom(null)).isFalse();
  }

  private List<MessageState> choose(Act act, Long... offsets) {
    return ((Reply.Chosen) queue.ask(new Choose(List.of(offsets), act))).were();
  }

  private List<MessageState> move(String target, Long... offsets) {
    return ((Reply.Chosen) queue.ask(new Choose(List.of(offsets), Act.MOVE, target, 1_000))).were();
  }
}
