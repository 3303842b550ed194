package io.cmqkafka.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.queue.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RulesSwitchTest {
  private static final Rules SECOND = new Rules(2);
  private static final Rules THIRD = new Rules(3);

  private final List<Map.Entry<Integer, Rules>> asked = new ArrayList<>();
  private Optional<Rules> offered = Optional.of(SECOND);
  private static final long STEADY = 60;

  private long now = 5;
  private final RulesSwitch rulesSwitch =
      new RulesSwitch(
          () -> offered,
          THIRD,
          (partition, rules) -> asked.add(Map.entry(partition, rules)),
          STEADY,
          () -> now);

  @Test
  void whatAllOfferIsAskedFor_whereThisProcessDecidesAndOlderOnesAreInForce() {
    rulesSwitch.decides(3, Rules.FIRST);
    rulesSwitch.decides(5, SECOND);
    rulesSwitch.decides(6, THIRD);
    rulesSwitch.decides(7, Rules.FIRST);
    rulesSwitch.decidesNoMore(7);
    lookAfterAMinute();
    assertThat(asked).containsExactly(Map.entry(3, SECOND));
  }

  @Test
  void itIsAskedForAgainUntilItIsInForce() {
    rulesSwitch.decides(3, Rules.FIRST);
    lookAfterAMinute();
    lookAfterAMinute();
    rulesSwitch.decides(3, SECOND);
    lookAfterAMinute();
    assertThat(asked).hasSize(2);
  }

  @Test
  void nothingIsAskedForWhileItIsNotKnownWhatAllOffer() {
    rulesSwitch.decides(3, Rules.FIRST);
    offered = Optional.empty();
    lookAfterAMinute();
    offered = Optional.of(Rules.FIRST);
    lookAfterAMinute();
    assertThat(asked).isEmpty();
  }

  @Test
  void neverMoreThanThisProcessOffersItself() {
    rulesSwitch.decides(3, Rules.FIRST);
    offered = Optional.of(new Rules(4));
    lookAfterAMinute();
    assertThat(asked).containsExactly(Map.entry(3, THIRD));
  }

  @Test
  void theOldestOfThoseInForceIsTold() {
    assertThat(rulesSwitch.oldest()).isEmpty();
    rulesSwitch.decides(3, THIRD);
    rulesSwitch.decides(4, SECOND);
    assertThat(rulesSwitch.oldest()).isEqualTo(OptionalInt.of(2));
    rulesSwitch.decidesNoMore(4);
    assertThat(rulesSwitch.oldest()).isEqualTo(OptionalInt.of(3));
  }

  @Test
  void anOfferCountsWhenItHasStoodForAMinute() {
    rulesSwitch.decides(3, Rules.FIRST);
    rulesSwitch.review();
    now += STEADY - 1;
    rulesSwitch.review();
    assertThat(asked).isEmpty();
    offered = Optional.empty();
    rulesSwitch.review();
    offered = Optional.of(SECOND);
    now += 1;
    rulesSwitch.review();
    assertThat(asked).as("somebody joined or left meanwhile").isEmpty();
    now += STEADY;
    rulesSwitch.review();
    assertThat(asked).hasSize(1);
  }

  /**
   * Looks once when the offer has stood for a minute, also if it is looked at for the first time.
   */
  private void lookAfterAMinute() {
    int before = asked.size();
    rulesSwitch.review();
    if (asked.size() == before) {
      now += STEADY;
      rulesSwitch.review();
    }
  }
}
