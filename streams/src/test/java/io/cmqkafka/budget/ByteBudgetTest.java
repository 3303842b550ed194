package io.cmqkafka.budget;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteBudgetTest {
  private static final int SMALL = 64 << 10;
  private static final int LARGE = SMALL + 1;

  private final ByteBudget budget = new ByteBudget(16 * SMALL);

  @Test
  void whatDoesNotFitIsNotTaken() {
    assertThat(budget.take(10 * SMALL)).isTrue();
    assertThat(budget.take(7 * SMALL)).isFalse();
    assertThat(budget.taken()).isEqualTo(10 * SMALL);
    budget.give(10 * SMALL);
    assertThat(budget.taken()).isZero();
    assertThat(budget.take(7 * SMALL)).isTrue();
  }

  @Test
  void theLastEighthIsForWhatIsSmall() {
    assertThat(budget.take(14 * SMALL)).isTrue();
    assertThat(budget.take(LARGE)).isFalse();
    assertThat(budget.take(SMALL)).isTrue();
    assertThat(budget.take(SMALL)).isTrue();
    assertThat(budget.take(1)).isFalse();
  }

  @Test
  void whatBecomesLargeBitByBitIsLarge() {
    assertThat(budget.take(14 * SMALL)).isTrue();
    assertThat(budget.take(SMALL / 2, SMALL)).isTrue();
    assertThat(budget.take(1, LARGE)).isFalse();
    assertThat(budget.part(8 * SMALL).take(1, LARGE)).isFalse();
    assertThat(budget.part(8 * SMALL).take(1, SMALL)).isTrue();
  }

  @Test
  void aPartTakesFromTheWholeAndLeavesTheRestToOthers() {
    ByteBudget part = budget.part(8 * SMALL);
    assertThat(part.take(7 * SMALL)).isTrue();
    assertThat(part.take(LARGE)).isFalse();
    assertThat(budget.taken()).isEqualTo(7 * SMALL);
    assertThat(budget.take(7 * SMALL)).isTrue();
    part.give(7 * SMALL);
    assertThat(budget.taken()).isEqualTo(7 * SMALL);
  }

  @Test
  void aPartTakesNothingWhenTheWholeIsUsedUp() {
    ByteBudget part = budget.part(8 * SMALL);
    assertThat(budget.take(14 * SMALL)).isTrue();
    assertThat(part.take(LARGE)).isFalse();
    assertThat(part.taken()).isZero();
    budget.give(14 * SMALL);
    assertThat(part.take(LARGE)).isTrue();
  }
}
