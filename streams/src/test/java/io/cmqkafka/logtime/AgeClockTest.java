package io.cmqkafka.logtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.cmqkafka.testing.SteppedClocks;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AgeClockTest {
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long AHEAD = 70 * SECOND;

  private final SteppedClocks clocks = new SteppedClocks();
  private final AgeClock ages = clocks.ages();

  @Test
  void whileClocksAgree_whatHasTheAgeIsOld_andWhatHasItAMillisecondLaterIsNot() {
    clocks.append(ages, 3);
    clocks.pass(2 * HOUR);
    assertThat(ages.bornBy(HOUR)).isEqualTo(clocks.trueMs() - HOUR);
    assertThat(ages.bornBy(0)).isEqualTo(clocks.trueMs());
  }

  @Test
  void asLongAsNoBrokerHasToldItsTime_nothingIsOld() {
    assertThat(ages.bornBy(0)).isLessThan(-1_000 * HOUR);
  }

  @Test
  void aBrokerThatIsAheadMakesNothingOld() {
    clocks.append(ages, 3);
    clocks.setBroker(AHEAD);
    clocks.append(ages, 3);
    assertThat(ages.bornBy(MINUTE)).isEqualTo(clocks.trueMs() - MINUTE);
  }

  @Test
  void aProcessThatIsAheadMakesNothingOld() {
    clocks.append(ages, 3);
    clocks.setProcess(AHEAD);
    assertThat(ages.bornBy(MINUTE)).isEqualTo(clocks.trueMs() - MINUTE);
    clocks.pass(HOUR);
    clocks.append(ages, 3);
    clocks.pass(HOUR);
    assertThat(ages.bornBy(MINUTE)).isEqualTo(clocks.trueMs() - MINUTE);
  }

  @Test
  void aBrokerThatIsBehindDecides_alsoForAgesThatReachBackToIt() {
    clocks.setBroker(-AHEAD);
    clocks.append(ages, 3);
    assertThat(ages.bornBy(MINUTE)).isEqualTo(clocks.trueMs() - AHEAD - MINUTE);
    clocks.setBroker(0);
    clocks.append(ages, 3);
    clocks.pass(MINUTE - 1);
    assertThat(ages.bornBy(MINUTE)).isEqualTo(clocks.trueMs() - AHEAD - MINUTE);
    clocks.pass(2);
    assertThat(ages.bornBy(MINUTE)).isEqualTo(clocks.trueMs() - MINUTE);
    assertThat(ages.bornBy(HOUR)).isEqualTo(clocks.trueMs() - AHEAD - HOUR);
  }

  @Test
  void whenAllClocksJumpAheadAndArePutRightAgain_nothingWasEverOldForIt() {
    clocks.append(ages, 3);
    clocks.setBoth(AHEAD);
    for (int s = 0; s < 30; s++) {
      clocks.append(ages, 3);
      assertThat(ages.bornBy(MINUTE)).isEqualTo(clocks.trueMs() - MINUTE);
      clocks.pass(SECOND);
    }
    clocks.setBoth(0);
    clocks.append(ages, 3);
    assertThat(ages.bornBy(MINUTE)).isEqualTo(clocks.trueMs() - MINUTE);
  }

  @Test
  void aJumpIsBelievedForAnAgeWhenItHasLastedForThatAge() {
    clocks.append(ages, 3);
    clocks.pass(HOUR);
    clocks.setBoth(AHEAD);
    clocks.append(ages, 3);
    clocks.pass(MINUTE + 1);
    assertThat(ages.bornBy(MINUTE)).isEqualTo(clocks.trueMs() + AHEAD - MINUTE);
    assertThat(ages.bornBy(HOUR)).isEqualTo(clocks.trueMs() - HOUR);
    clocks.pass(HOUR);
    assertThat(ages.bornBy(HOUR)).isEqualTo(clocks.trueMs() + AHEAD - HOUR);
  }

  @Test
  void aJumpThatHappenedWhileNobodyLookedMayHaveHappenedJustNow() {
    clocks.append(ages, 3);
    clocks.pass(HOUR);
    clocks.setBoth(AHEAD);
    assertThat(ages.bornBy(MINUTE)).isEqualTo(clocks.trueMs() - MINUTE);
  }

  @Test
  void aClockThatIsSetBackIsBelievedAtOnce() {
    clocks.setBoth(AHEAD);
    clocks.append(ages, 3);
    clocks.pass(HOUR);
    clocks.setProcess(0);
    assertThat(ages.bornBy(MINUTE)).isEqualTo(clocks.trueMs() - MINUTE);
  }

  @Test
  void timeThatPassedBeforeTheStartIsBelievedAfterTenMinutes() {
    ages.startFrom(clocks.brokerMs() - 3 * HOUR);
    clocks.append(ages, 3);
    clocks.pass(AgeClock.UNSEEN_TIME_MS - 1);
    assertThat(ages.bornBy(HOUR)).isEqualTo(clocks.trueMs() - 4 * HOUR);
    assertThat(ages.bornBy(MINUTE)).isEqualTo(clocks.trueMs() - MINUTE);
    clocks.pass(1);
    assertThat(ages.bornBy(HOUR)).isEqualTo(clocks.trueMs() - HOUR);
  }

  @Test
  void anEmptyLogSaysNothingAboutTheTimeBeforeTheStart() {
    ages.startFrom(-1);
    clocks.append(ages, 3);
    assertThat(ages.bornBy(HOUR)).isEqualTo(clocks.trueMs() - HOUR);
  }

  @Test
  void aSlowAnswerMakesNothingLate() {
    clocks.append(ages, 5 * SECOND);
    clocks.pass(5 * SECOND);
    ages.observe(clocks.nanos() - 5_000_000_000L, clocks.brokerMs() - 5 * SECOND);
    assertThat(ages.bornBy(MINUTE)).isEqualTo(clocks.trueMs() - MINUTE);
  }

  @Test
  void clocksThatDriftApartForWeeksTakeNoMoreRoomAndMakeNothingOldTooSoon() {
    long day = 24 * HOUR;
    for (int m = 0; m < 14 * 24 * 60; m++) {
      clocks.pass(MINUTE);
      clocks.setBoth(m * 60);
      clocks.append(ages, 3);
    }
    long drift = clocks.brokerMs() - clocks.trueMs();
    assertThat(ages.bornBy(day) - (clocks.trueMs() - day))
        .isLessThanOrEqualTo(drift * 13 / 14 + 60);
    assertThat(ages.bornBy(MINUTE) - (clocks.trueMs() - MINUTE)).isBetween(drift - 120, drift);
  }

  /** {@code -Dclock.seeds=N} tries more. */
  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("clock.seeds", 50));
  }

  /** What a message was stamped, and when it was really appended. */
  private record Message(long stampedMs, long trueMs) {}

  @ParameterizedTest
  @MethodSource("seeds")
  void whateverClocksDo_nothingIsOldBeforeItHasTheAge(long seed) {
    Random random = new Random(seed);
    Deque<Message> messages = new ArrayDeque<>();
    long[] agesMs = {2 * SECOND, MINUTE, 10 * MINUTE, HOUR};
    for (int step = 0; step < 5_000; step++) {
      clocks.pass(random.nextInt(1_000));
      int event = random.nextInt(200);
      if (event == 0) {
        clocks.setBroker(random.nextInt(400_000) - 200_000);
      } else if (event == 1) {
        clocks.setProcess(random.nextInt(400_000) - 200_000);
      } else if (event == 2) {
        clocks.setBoth(random.nextInt(400_000) - 200_000);
      } else if (event < 6) {
        clocks.setBoth(0);
      }
      clocks.append(ages, random.nextInt(20));
      messages.addFirst(new Message(clocks.brokerMs(), clocks.trueMs()));
      long age = agesMs[random.nextInt(agesMs.length)];
      long bornBy = ages.bornBy(age);
      // The youngest first: behind those that have the age all others have it.
      for (Message message : messages) {
        if (clocks.trueMs() - message.trueMs() >= age) {
          break;
        }
        if (message.stampedMs() <= bornBy) {
          fail("%s is old at %s for an age of %s ms", message, clocks.trueMs(), age);
        }
      }
    }
  }
}
