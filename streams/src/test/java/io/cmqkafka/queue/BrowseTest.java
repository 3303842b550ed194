package io.cmqkafka.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.queue.QueueCommand.Browse;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BrowseTest {
  private static final Set<MessageState> ALL = EnumSet.allOf(MessageState.class);

  private final OneQueue queue = new OneQueue().at(1_000);

  @Test
  void tellsEachMessageInItsState() {
    queue.holding(6);
    List<Grant> grants = queue.receive(3);
    queue.run(new QueueCommand.Delete(List.of(grants.get(0).lease())));
    queue.run(new QueueCommand.Defer(grants.get(1).lease(), 500));
    queue.run(new QueueCommand.Bury(List.of(grants.get(2).lease())));
    queue.receiveOne();
    queue.arrivedDelayed(6, 5_000);
    queue.arrivedWithGap(7, 9, 7, 8);

    assertThat(browse(0, false, ALL, 100).messages())
        .containsExactly(
            new MessageStatus(0, MessageState.DELETED, 0, 0, 0),
            new MessageStatus(1, MessageState.DEFERRED, 1, 1_500, 1_000),
            new MessageStatus(2, MessageState.DEAD, 0, 0, 0),
            new MessageStatus(3, MessageState.INVISIBLE, 1, 1_030, 1_000),
            new MessageStatus(4, MessageState.VISIBLE, 0, 0, 0),
            new MessageStatus(5, MessageState.VISIBLE, 0, 0, 0),
            new MessageStatus(6, MessageState.DELAYED, 0, 5_000, 0),
            new MessageStatus(8, MessageState.VISIBLE, 0, 0, 0));
  }

  @Test
  void whatCameBackIsVisible_withItsDeliveries() {
    queue.holding(1).receiveOne();
    queue.at(2_000);
    assertThat(browse(0, false, ALL, 1).messages())
        .containsExactly(new MessageStatus(0, MessageState.VISIBLE, 1, 0, 1_000));
  }

  @Test
  void goesInPages_forwardsAndBackwards() {
    queue.holding(5);
    Reply.Browsed first = browse(0, false, ALL, 2);
    assertThat(offsets(first)).containsExactly(0L, 1L);
    Reply.Browsed second = browse(first.next(), false, ALL, 2);
    assertThat(offsets(second)).containsExactly(2L, 3L);
    Reply.Browsed last = browse(second.next(), false, ALL, 2);
    assertThat(offsets(last)).containsExactly(4L);
    assertThat(last.next()).isEqualTo(last.end());

    Reply.Browsed newest = browse(Long.MAX_VALUE, true, ALL, 2);
    assertThat(offsets(newest)).containsExactly(4L, 3L);
    Reply.Browsed oldest = browse(newest.next(), true, ALL, 100);
    assertThat(offsets(oldest)).containsExactly(2L, 1L, 0L);
    assertThat(oldest.next()).isLessThan(oldest.start());
  }

  @Test
  void aMillionMessagesOfAnotherStateCostNothing() {
    queue.holding(1_000_000);
    queue.receiveOne();
    queue.arrivedDelayed(1_000_000, 5_000);
    assertThat(offsets(browse(0, false, EnumSet.of(MessageState.DELAYED), 10)))
        .containsExactly(1_000_000L);
    assertThat(offsets(browse(Long.MAX_VALUE, true, EnumSet.of(MessageState.INVISIBLE), 10)))
        .containsExactly(0L);
  }

  @Test
  void stopsWhereItHasLookedAtEnough_andSaysWhereToGoOn() {
    int many = QueueMachine.BROWSED_STRETCHES + 10;
    queue.holding(many);
    queue.receiveMany(many);
    Reply.Browsed none = browse(0, false, EnumSet.of(MessageState.VISIBLE), 10);
    assertThat(none.messages()).isEmpty();
    assertThat(none.next()).isEqualTo(QueueMachine.BROWSED_STRETCHES);
    assertThat(browse(none.next(), false, EnumSet.of(MessageState.VISIBLE), 10).next())
        .isEqualTo(many);
  }

  @Test
  void whatRetentionTookIsNotThere_andARewindGoesNoFurther() {
    queue.holding(5);
    queue.run(new QueueCommand.Trim(2));
    queue.run(new QueueCommand.Clear());
    queue.run(new QueueCommand.OpenRewindWindow());
    Reply.Browsed seen = browse(0, false, ALL, 10);
    assertThat(offsets(seen)).containsExactly(2L, 3L, 4L);
    assertThat(seen.start()).isEqualTo(2);
    assertThat(seen.rewindTo()).isEqualTo(5);
  }

  @Test
  void aQueueOfWhichNothingIsKnownHasNothing() {
    Reply.Browsed forwards = browse(0, false, ALL, 10);
    assertThat(forwards.messages()).isEmpty();
    assertThat(forwards.next()).isEqualTo(forwards.end());
    assertThat(browse(Long.MAX_VALUE, true, ALL, 10).messages()).isEmpty();
  }

  private Reply.Browsed browse(long from, boolean backwards, Set<MessageState> states, int max) {
    return (Reply.Browsed) queue.ask(new Browse(from, backwards, states, max));
  }

  private static List<Long> offsets(Reply.Browsed browsed) {
    return browsed.messages().stream().map(MessageStatus::offset).toList();
  }
}
