package io.cmqkafka.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cmqkafka.copy.Copied;
import io.cmqkafka.copy.CopySources;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopiesTest {
  private final OneQueue queue = new OneQueue();

  @Test
  void aRepeat_isNoMessage() {
    queue.arrivedCopies(0, copy(0, "a", 5, -1), copy(1, "a", 6, 5));

    queue.arrivedCopies(2, copy(2, "a", 5, -1), copy(3, "a", 6, 5), copy(4, "a", 7, 6));

    assertThat(queue.count().active()).isEqualTo(3);
    assertThat(queue.receiveOffsets(9)).containsExactly(0L, 1L, 4L);
  }

  @Test
  void aRepeatInTheSameArrival_isNoMessage() {
    queue.arrivedCopies(
        0, copy(0, "a", 5, -1), copy(1, "a", 5, -1), copy(2, "a", 5, -1), copy(3, "a", 6, 5));

    assertThat(queue.receiveOffsets(9)).containsExactly(0L, 3L);
  }

  @Test
  void ofEachSource_forItself() {
    queue.arrivedCopies(0, copy(0, "a", 5, -1), copy(1, "b", 5, -1), copy(2, "b", 4, -1));

    assertThat(queue.receiveOffsets(9)).containsExactly(0L, 1L);
  }

  @Test
  void whatFailedAndIsRepeatedLater_isAMessage() {
    queue.arrivedCopies(0, copy(0, "a", 5, -1), copy(1, "a", 7, 6));

    queue.arrivedCopies(2, copy(2, "a", 6, -1), copy(3, "a", 7, 6), copy(4, "a", 6, 5));

    assertThat(queue.receiveOffsets(9)).containsExactly(0L, 1L, 2L);
  }

  @Test
  void aDelayedRepeat_isNeitherDelayedNorDelivered() {
    queue.arrivedCopies(0, copy(0, "a", 5, -1));
    queue.ask(
        new QueueCommand.Arrived(
            1, 2, List.of(), List.of(new DelayedOffset(1, 50)), List.of(copy(1, "a", 5, -1))));

    assertThat(queue.count().delayed()).isZero();
    assertThat(queue.at(50).receiveOffsets(9)).containsExactly(0L);
  }

  @Test
  void anArrivalToldAgain_isNotARepeat() {
    queue.arrivedCopies(0, copy(0, "a", 5, -1));

    queue.arrivedCopies(0, copy(0, "a", 5, -1), copy(1, "a", 6, 5));

    assertThat(queue.receiveOffsets(9)).containsExactly(0L, 1L);
  }

  @Test
  void anArrivalPastTheEnd_isNotTakenNoteOf() {
    queue.arrived(0, 1);
    queue.arrivedCopies(2, copy(2, "a", 6, -1));

    queue.arrivedCopies(1, copy(1, "a", 5, -1), copy(2, "a", 6, 5));

    assertThat(queue.receiveOffsets(9)).containsExactly(0L, 1L, 2L);
  }

  @Test
  void clear_remembersWhatWasSeen() {
    queue.arrivedCopies(0, copy(0, "a", 5, -1));
    queue.clear();

    queue.arrivedCopies(1, copy(1, "a", 5, -1));

    assertThat(queue.hasNoMessage()).isTrue();
  }

  @Test
  void drop_forgetsWhatWasSeen() {
    queue.arrivedCopies(0, copy(0, "a", 5, -1), copy(1, "a", 7, 6));
    queue.run(new QueueCommand.Drop());
    assertThat(queue.stored()).isZero();

    queue.arrivedCopies(2, copy(2, "a", 5, -1));

    assertThat(queue.receiveOffsets(9)).containsExactly(2L);
  }

  @Test
  void rewindingOverARepeat_doesNotDeliverIt() {
    queue.arrivedCopies(
        0, copy(0, "a", 5, -1), copy(1, "a", 5, -1), copy(2, "a", 5, -1), copy(3, "a", 6, 5));
    queue.receiveMany(2).forEach(queue::delete);
    assertThat(queue.count()).isEqualTo(OneQueue.counted(0, 0, 0, 2, -1));

    for (long offset : new long[] {2, 0, 1}) {
      queue.rewind(offset);
      assertThat(queue.count().active()).isEqualTo(offset == 0 ? 2 : 1);
      assertThat(queue.countFrom(1).firstUndeleted()).isEqualTo(offset == 0 ? 0 : 3);
      queue.receiveMany(offset == 0 ? 2 : 1).forEach(queue::delete);
      assertThat(queue.countFrom(2).rewindable()).isEqualTo(1);
    }
  }

  @Test
  void clearAndRewind_doesNotDeliverRepeats() {
    queue.arrivedCopies(0, copy(0, "a", 5, -1), copy(1, "a", 5, -1));

    queue.clear();
    assertThat(queue.count().rewindable()).isEqualTo(1);
    queue.rewind(0);

    assertThat(queue.receiveOffsets(9)).containsExactly(0L);
  }

  @Test
  void trim_forgetsRepeats() {
    queue.arrivedCopies(
        0, copy(0, "a", 5, -1), copy(1, "a", 5, -1), copy(2, "a", 5, -1), copy(3, "a", 6, 5));
    queue.receiveMany(2).forEach(queue::delete);

    queue.trim(2);
    assertThat(queue.count().rewindable()).isEqualTo(1);
    queue.rewind(0);
    assertThat(queue.receiveOffsets(9)).containsExactly(3L);
    queue.trim(4);

    assertThat(queue.stored()).as("header, source").isEqualTo(2);
  }

  @Test
  void repeatsThatAreLost_areForgotten() {
    queue.arrivedCopies(
        0, copy(0, "a", 5, -1), copy(1, "a", 5, -1), copy(2, "a", 5, -1), copy(3, "a", 6, 5));
    queue.receiveMany(2).forEach(queue::delete);

    queue.ask(new QueueCommand.CutBack(2));
    queue.arrived(2, 4);
    queue.rewind(0);

    assertThat(queue.receiveOffsets(9)).containsExactly(0L, 2L, 3L);
  }

  @Test
  void ofTooManyRepeatsBehindTheCursor_theOldestAreForgotten() {
    int runs = Entries.MAX_PASSED_REPEATS + 1;
    List<Copied> copies = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      copies.add(copy(2 * run, "a", run, -1));
      copies.add(copy(2 * run + 1, "a", run, -1));
    }
    queue.arrivedCopies(0, copies.toArray(Copied[]::new));
    queue.clear();

    assertThat(queue.stored()).as("header, source, repeats").isEqualTo(2 + runs - 1);
    queue.rewind(0);
    assertThat(queue.receiveOffsets(3)).containsExactly(0L, 1L, 2L);
    assertThat(queue.receiveOffsets(1)).containsExactly(4L);
  }

  @Test
  void aRunOfRepeats_isOneEntryAlsoOncePassed() {
    List<Copied> copies = new ArrayList<>();
    for (int offset = 0; offset < 100; offset++) {
      copies.add(copy(offset, "a", offset % 50, -1));
    }
    queue.arrivedCopies(0, copies.toArray(Copied[]::new));
    assertThat(queue.stored()).as("header, source, run").isEqualTo(3);

    queue.receiveMany(50).forEach(queue::delete);
    assertThat(queue.hasNoMessage()).isTrue();

    assertThat(queue.stored()).as("header, source, run").isEqualTo(3);
  }

  @Test
  void anArrivalWritesEachOfItsSourcesOnce() {
    InMemoryShardStore store = new InMemoryShardStore();
    QueueMachine machine = new QueueMachine(QueueImage.empty(), store.of(OneQueue.PARTITION));
    List<Copied> copies = new ArrayList<>();
    for (int offset = 0; offset < 1_000; offset++) {
      copies.add(copy(offset, offset % 2 == 0 ? "a" : "b", offset, -1));
    }

    machine.run(
        new QueueCommand.Arrived(0, 1_000, List.of(), List.of(), copies),
        new Origin("tail", 0),
        0,
        0,
        Rules.NEWEST,
        (to, reply) -> {});

    assertThat(store.writes()).as("header and two sources").isEqualTo(3);
  }

  @Test
  void ofTooManySources_theOneThatHadNoCopyForLongestIsForgotten() {
    InMemoryShardStore store = new InMemoryShardStore();
    QueueMachine machine = new QueueMachine(QueueImage.empty(), store.of(OneQueue.PARTITION));
    int sources = CopySources.MAX_SOURCES;
    List<Copied> first = new ArrayList<>();
    for (int i = 0; i < sources; i++) {
      first.add(copy(i, "source-" + i, 1, -1));
    }
    arrive(machine, 0, first);
    // The oldest has another copy, so the one after it is the oldest now.
    arrive(
        machine,
        sources,
        List.of(copy(sources, "source-0", 2, 1), copy(sources + 1, "one-more", 1, -1)));

    assertThat(store.imageOf(OneQueue.PARTITION).sources())
        .hasSize(sources)
        .containsKeys("source-0", "source-2", "one-more")
        .doesNotContainKey("source-1");
    QueueMachine restored =
        new QueueMachine(store.imageOf(OneQueue.PARTITION), store.of(OneQueue.PARTITION));
    arrive(
        restored,
        sources + 2,
        List.of(
            copy(sources + 2, "source-0", 2, 1),
            copy(sources + 3, "source-2", 1, -1),
            copy(sources + 4, "source-1", 1, -1)));
    Reply[] counted = new Reply[1];
    restored.run(
        new QueueCommand.Count(0),
        new Origin("c", 1),
        0,
        0,
        Rules.NEWEST,
        (to, reply) -> counted[0] = reply);
    assertThat(((Reply.Counted) counted[0]).active()).isEqualTo(sources + 3);
  }

  private static void arrive(QueueMachine machine, long from, List<Copied> copies) {
    machine.run(
        new QueueCommand.Arrived(from, from + copies.size(), List.of(), List.of(), copies),
        new Origin("tail", 0),
        0,
        0,
        Rules.NEWEST,
        (to, reply) -> {});
  }

  @Test
  void aCopyThatMakesNoSense_cannotBeTold() {
    for (String name : new String[] {null, "", "a b", "\u00e4", "x".repeat(101)}) {
      assertThatIllegalArgumentException().isThrownBy(() -> copy(0, name, 1, 0));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> copy(0, "a", -1, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> copy(0, "a", 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> copy(0, "a", 1, -2));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new QueueCommand.Arrived(
                    0, 9, List.of(new OffsetRange(1, 3)), List.of(), List.of(copy(2, "a", 1, -1))));
  }

  private static Copied copy(long offset, String source, long number, long previous) {
    return new Copied(offset, source, number, previous);
  }
}
