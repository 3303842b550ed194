package io.cmqkafka.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.queue.QueueCommand.Choose;
import io.cmqkafka.queue.QueueCommand.Choose.Act;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which deliveries a machine tells of when they end: those that no command names. */
class EndedDeliveriesTest {
  private final OneQueue queue = new OneQueue().at(1_000).holding(3);

  @Test
  void anEndByTimeIsTold_whenItWas_notWhenItWasNoticed() {
    Grant grant = queue.receiveOne();
    queue.at(1_000 + OneQueue.VISIBILITY - 1).count();
    assertThat(queue.newEnds()).isEmpty();
    queue.at(9_000).count();
    assertThat(queue.newEnds()).containsExactly(new EndedDelivery(grant.lease(), 1_030, false));
    queue.at(10_000).count();
    assertThat(queue.newEnds()).as("once").isEmpty();
  }

  @Test
  void theEndOfALastDeliveryIsTheDeathOfItsMessage() {
    Grant grant =
        queue
            .granted(
                queue.run(
                    new QueueCommand.Receive(
                        1, OneQueue.VISIBILITY, 0, 0, OneQueue.NO_LIMIT, 1, false)))
            .get(0);
    queue.at(9_000).tick();
    assertThat(queue.newEnds()).containsExactly(new EndedDelivery(grant.lease(), 1_030, true));
  }

  @Test
  void whatEndsByNameIsNotTold() {
    queue.delete(queue.receiveOne());
    queue.release(queue.receiveOne());
    queue.defer(queue.receiveOne(), 5);
    queue.bury(queue.receiveOne());
    queue.at(9_000).count();
    assertThat(queue.newEnds()).isEmpty();
  }

  @Test
  void whatWasInNoDeliveryHasNone() {
    queue.run(new QueueCommand.Choose(List.of(0L, 7L), Act.DELETE));
    queue.rewind(0);
    queue.clear();
    queue.trim(3);
    assertThat(queue.newEnds()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Act.class,
      names = {"DELETE", "MAKE_VISIBLE"})
  void whoChoosesMessagesCutsTheirDeliveriesShort(Act act) {
    Grant grant = queue.receiveOne();
    queue.at(1_010).run(new Choose(List.of(0L, 1L), act));
    assertThat(queue.newEnds()).containsExactly(new EndedDelivery(grant.lease(), 1_010, false));
    assertThat(new EndedDelivery(grant.lease(), 1_010, false).isCutShort()).isTrue();
  }

  @Test
  void aMessageInFlightIsNotMoved_soItsDeliveryGoesOn() {
    queue.receiveOne();
    queue.run(new Choose(List.of(0L), Act.MOVE, "other", 100));
    queue.run(new Choose(List.of(0L), Act.LOOK));
    assertThat(queue.newEnds()).isEmpty();
  }

  @Test
  void whoeverClearsTheQueueEndsAllOfItsDeliveries() {
    List<Grant> grants = queue.receive(2);
    queue.at(1_010).clear();
    assertThat(queue.newEnds())
        .containsExactly(
            new EndedDelivery(grants.get(0).lease(), 1_010, false),
            new EndedDelivery(grants.get(1).lease(), 1_010, false));
  }

  @Test
  void deliveriesEndWithTheMessagesThatAreGone() {
    List<Grant> grants = queue.receive(3);
    queue.at(1_010).trim(1);
    queue.at(1_011).run(new QueueCommand.CutBack(2));
    assertThat(queue.newEnds())
        .containsExactly(
            new EndedDelivery(grants.get(0).lease(), 1_010, false),
            new EndedDelivery(grants.get(2).lease(), 1_011, false));
    assertThat(queue.delete(grants.get(1))).isTrue();
  }

  @Test
  void aRewindEndsNone() {
    Grant grant = queue.receiveOne();
    queue.rewind(0);
    assertThat(queue.newEnds()).isEmpty();
    assertThat(queue.delete(grant)).isTrue();
  }
}
