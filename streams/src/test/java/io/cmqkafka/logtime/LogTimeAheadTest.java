package io.cmqkafka.logtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.testing.SteppedClocks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogTimeAheadTest {
  private final SteppedClocks clocks = new SteppedClocks();
  private final List<String> said = new ArrayList<>();
  private final LogTimeAhead ahead = new LogTimeAhead(clocks::nanos, said::add);

  @Test
  void saysHowFarLogTimeIsAheadWhereItIsFurthest_untilTheClockHasCaughtUp() {
    ahead.follow(0, 30_000);
    ahead.follow(1, 70_000);
    assertThat(ahead.seconds()).isEqualTo(70);
    ahead.warnIfAhead();
    assertThat(said).hasSize(1);
    clocks.pass(20_000);
    assertThat(ahead.seconds()).isEqualTo(50);
    ahead.forget(1);
    assertThat(ahead.seconds()).isEqualTo(10);
    clocks.pass(20_000);
    ahead.warnIfAhead();
    assertThat(ahead.seconds()).isZero();
    assertThat(said).hasSize(1);
  }

  @Test
  void aCommandThatIsNotBehindLogTimeEndsIt_andWhatClocksAlwaysDoIsNothing() {
    ahead.follow(0, 30_000);
    ahead.follow(0, 0);
    ahead.follow(1, 999);
    ahead.warnIfAhead();
    assertThat(ahead.seconds()).isZero();
    assertThat(said).isEmpty();
  }
}
