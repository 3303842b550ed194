package io.cmqkafka.logtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogClockTest {
  private static final long HOUR_MS = 3_600_000;

  private final LogClock clock = new LogClock();

  @Test
  void beforeAnythingIsKnown_itIsTheWallClock() {
    assertThat(aheadMs()).isCloseTo(0, within(1_000L));
  }

  @Test
  void followsBrokersThatAreAhead() {
    clock.follow(HOUR_MS + 1_000, 1_000);
    assertThat(aheadMs()).isCloseTo(HOUR_MS, within(1_000L));
  }

  @Test
  void followsBrokersThatAreBehind_fromTheFirstAcknowledgementOn() {
    clock.follow(1_000, HOUR_MS + 1_000);
    assertThat(aheadMs()).isCloseTo(-HOUR_MS, within(1_000L));
  }

  @Test
  void lateAcknowledgementsSayLess() {
    clock.follow(HOUR_MS, 0);
    clock.follow(HOUR_MS, 30_000);
    assertThat(aheadMs()).isCloseTo(HOUR_MS, within(1_000L));
  }

  @Test
  void aWallClockThatIsSetForward_isFollowedAfterAWhile() {
    clock.follow(HOUR_MS, 0);
    for (int i = 0; i < 600; i++) {
      clock.follow(i, i);
    }
    assertThat(aheadMs()).isCloseTo(0, within(1_000L));
  }

  @Test
  void anAppendWithoutATimestampSaysNothing() {
    clock.observe(0, -1);
    assertThat(aheadMs()).isCloseTo(0, within(1_000L));
  }

  private long aheadMs() {
    return clock.now() - System.currentTimeMillis();
  }
}
