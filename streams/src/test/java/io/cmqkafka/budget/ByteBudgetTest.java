package io.cmqkafka.budget;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteBudgetTest {
  private static final int SMALL = 64 << 10;
  private static final int LARGE = SMALL + 1;

  private final ByteBudget budget = new ByteBudget(16 * SMALL);

  @Test
  void whatDoesNotFitIsNotTaken() {
    assertThat(budget.tryAcquire(10 * SMALL)).isTrue();
    assertThat(budget.tryAcquire(7 * SMALL)).isFalse();
    assertThat(budget.held()).isEqualTo(10 * SMALL);
    budget.release(10 * SMALL);
    assertThat(budget.held()).isZero();
    assertThat(budget.tryAcquire(7 * SMALL)).isTrue();
  }

  @Test
  void theLastEighthIsForWhatIsSmall() {
    assertThat(budget.tryAcquire(14 * SMALL)).isTrue();
    assertThat(budget.tryAcquire(LARGE)).isFalse();
    assertThat(budget.tryAcquire(SMALL)).isTrue();
    assertThat(budget.tryAcquire(SMALL)).isTrue();
    assertThat(budget.tryAcquire(1)).isFalse();
  }

  @Test
  void whatBecomesLargeBitByBitIsLarge() {
    assertThat(budget.tryAcquire(14 * SMALL)).isTrue();
    assertThat(budget.tryAcquire(SMALL / 2, SMALL)).isTrue();
    assertThat(budget.tryAcquire(1, LARGE)).isFalse();
    assertThat(budget.part(8 * SMALL).tryAcquire(1, LARGE)).isFalse();
    assertThat(budget.part(8 * SMALL).tryAcquire(1, SMALL)).isTrue();
  }

  @Test
  void aPartTakesFromTheWholeAndLeavesTheRestToOthers() {
    ByteBudget part = budget.part(8 * SMALL);
    assertThat(part.tryAcquire(7 * SMALL)).isTrue();
    assertThat(part.tryAcquire(LARGE)).isFalse();
    assertThat(budget.held()).isEqualTo(7 * SMALL);
    assertThat(budget.tryAcquire(7 * SMALL)).isTrue();
    part.release(7 * SMALL);
    assertThat(budget.held()).isEqualTo(7 * SMALL);
  }

  @Test
  void aPartTakesNothingWhenTheWholeIsUsedUp() {
    ByteBudget part = budget.part(8 * SMALL);
    assertThat(budget.tryAcquire(14 * SMALL)).isTrue();
    assertThat(part.tryAcquire(LARGE)).isFalse();
    assertThat(part.held()).isZero();
    budget.release(14 * SMALL);
    assertThat(part.tryAcquire(LARGE)).isTrue();
  }
}
