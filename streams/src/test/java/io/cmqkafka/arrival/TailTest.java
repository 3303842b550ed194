package io.cmqkafka.arrival;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.queue.QueuePartition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Single rules; that together they lose nothing is {@link TailSimulationTest}'s. */
class TailTest {
  private static final QueuePartition ONE = new QueuePartition("queue-one", 0);
  private static final QueuePartition TWO = new QueuePartition("queue-two", 0);

  private final Tail tail = new Tail();

  @Test
  void theQueueThatMustBeToldFromEarliestSaysWhereToReadAgain() {
    tail.follow(ONE, 0, 0L);
    tail.follow(TWO, 0, 0L);
    List<Tail.Telling> first = tell(1);
    List<Tail.Telling> second = tell(2);
    tail.answered(first.get(1), 1, -1);
    tail.answered(second.get(0), 2, -1);
    assertThat(tail.seek()).contains(new Tail.Position(0, 7));
    assertThat(tail.toTell(2)).map(Tail.Telling::from).containsExactly(1L, 0L);
  }

  @Test
  void theConsumerIsSetOnce() {
    tail.follow(ONE, 3, null);
    assertThat(tail.seek()).contains(new Tail.Position(3, -1));
    assertThat(tail.seek()).isEmpty();
    tail.readAgain();
    assertThat(tail.seek()).isPresent();
  }

  @Test
  void anAnswerToWhatWasToldBeforeALoss_changesNothing() {
    tail.follow(ONE, 0, 0L);
    Tail.Telling before = tell(5).get(0);
    tail.lost(0, 3, 3);
    tail.forgot(ONE, 3, 0);
    tail.seek();
    assertThat(before.isCurrent()).isFalse();
    tail.answered(before, 5, 1);
    assertThat(tail.next(ONE)).isEqualTo(3);
    assertThat(tail.seek()).isEmpty();
  }

  @Test
  void aMachineThatMayKnowMoreThanIsLeft_forgetsIt_alsoIfItIsToldAgainFromBefore() {
    tail.follow(ONE, 0, 0L);
    tail.answered(tell(9).get(0), 9, -1);
    assertThat(tail.next(ONE)).isZero();
    assertThat(tail.lost(0, 12, 4).cutBack()).containsExactly(ONE);
    assertThat(tail.isHeld()).isTrue();
    tail.forgot(ONE, 4, 0);
    assertThat(tail.next(ONE)).as("it may not have got what it was told").isZero();
  }

  @Test
  void whatKafkaHasDeletedIsPassedOver_andIsComeBackToIfTheMachineWasNotTold() {
    tail.follow(ONE, 0, 2L);
    assertThat(tail.lost(5, 8, Long.MAX_VALUE).trimmed()).isEqualTo(Map.of(ONE, 2L));
    assertThat(tail.seek()).contains(new Tail.Position(5, -1));
    tail.notTrimmed(ONE, 2);
    assertThat(tail.seek()).contains(new Tail.Position(2, -1));
  }

  @Test
  void aDoubtThatNothingExplainsIsNotRaisedAgain() {
    tail.follow(ONE, 0, 0L);
    tell(5);
    tail.lost(0, 8, Long.MAX_VALUE);
    assertThat(tail.seek()).contains(new Tail.Position(5, -1));
  }

  @Test
  void aRecordOfALaterLeaderBeforeWhatWasTold_saysWhereTheLogWasCut() {
    tail.follow(ONE, 0, 0L);
    tell(5);
    List<Tail.Read> records = List.of(new Tail.Read(3, 7), new Tail.Read(4, 8));
    assertThat(tail.divergence(records)).hasValue(4);
    assertThat(tail.divergence(List.of(new Tail.Read(5, 8)))).isEmpty();
  }

  private List<Tail.Telling> tell(long to) {
    List<Tail.Telling> tellings = tail.toTell(to);
    tellings.forEach(telling -> tail.told(telling, to, 7));
    return tellings;
  }
}
