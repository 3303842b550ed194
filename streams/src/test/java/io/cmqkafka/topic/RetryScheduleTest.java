package io.cmqkafka.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryScheduleTest {
  private static final long DAY_MS = 86_400_000;

  @ParameterizedTest
  @EnumSource
  void aRetryThatWouldComeWhenTheLifeIsOverThereIsNot(NotifyStrategy strategy) {
    long delayMs = RetrySchedule.delayMs(strategy, 3, 7, DAY_MS).orElseThrow();
    assertThat(RetrySchedule.delayMs(strategy, 3, 7, delayMs + 1)).hasValue(delayMs);
    assertThat(RetrySchedule.delayMs(strategy, 3, 7, delayMs)).isEmpty();
    assertThat(RetrySchedule.delayMs(strategy, 3, 7, -1)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 10, 2_000, 15_000, 30_000})
  void exponentialDecay_endsWithinTheDay_howeverLongPushesTakeToFail(long pushMs) {
    long atMs = pushMs;
    int retries = 0;
    for (OptionalLong delay = decay(1, DAY_MS - atMs);
        delay.isPresent();
        delay = decay(retries + 1, DAY_MS - atMs)) {
      retries++;
      atMs += delay.getAsLong();
      assertThat(atMs).as("when retry " + retries + " begins").isLessThan(DAY_MS);
      atMs += pushMs;
    }
    assertThat(retries).isEqualTo(pushMs <= 2_000 ? 176 : pushMs == 15_000 ? 171 : 166);
    assertThat(atMs).isLessThan(DAY_MS + pushMs);
  }

  private static OptionalLong decay(int retry, long lifeLeftMs) {
    return RetrySchedule.delayMs(NotifyStrategy.EXPONENTIAL_DECAY_RETRY, retry, 0, lifeLeftMs);
  }

  @Test
  void exponentialDecay_doublesToEightAndAHalfMinutesAndThenStays() {
    List<Long> seconds =
        LongStream.of(all(NotifyStrategy.EXPONENTIAL_DECAY_RETRY, 7))
            .mapToObj(ms -> ms / 1_000)
            .toList();
    assertThat(seconds)
        .startsWith(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L, 512L)
        .hasSize(176);
    assertThat(seconds.subList(9, 176)).containsOnly(512L);
    assertThat(seconds.stream().mapToLong(Long::longValue).sum()).isEqualTo(86_015);
  }

  @Test
  void exponentialDecay_isNotRandom() {
    assertThat(all(NotifyStrategy.EXPONENTIAL_DECAY_RETRY, Long.MIN_VALUE))
        .isEqualTo(all(NotifyStrategy.EXPONENTIAL_DECAY_RETRY, Long.MAX_VALUE));
  }

  @Test
  void backoff_isTriedThreeTimesAgain() {
    assertThat(all(NotifyStrategy.BACKOFF_RETRY, 0)).containsExactly(10_000, 10_000, 10_000);
  }

  @Test
  void backoff_isAnyTimeFromTenToTwentySeconds_whateverTheNumber() {
    Set<Long> delays = new LinkedHashSet<>();
    LongStream.rangeClosed(-5_000, 5_000).forEach(random -> delays.add(backoff(random)));
    Stream.of(Long.MIN_VALUE, Long.MAX_VALUE).forEach(random -> delays.add(backoff(random)));
    assertThat(delays).hasSize(10_001).allMatch(ms -> 10_000 <= ms && ms <= 20_000);
  }

  @ParameterizedTest
  @EnumSource
  void afterTheLastRetryThereIsNone(NotifyStrategy strategy) {
    assertThat(RetrySchedule.delayMs(strategy, 177, 0, DAY_MS)).isEmpty();
    assertThat(RetrySchedule.delayMs(strategy, Integer.MAX_VALUE, 0, DAY_MS)).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetrySchedule.delayMs(strategy, 0, 0, DAY_MS));
  }

  private static long backoff(long random) {
    return RetrySchedule.delayMs(NotifyStrategy.BACKOFF_RETRY, 1, random, DAY_MS).orElseThrow();
  }

  private static long[] all(NotifyStrategy strategy, long random) {
    LongStream.Builder all = LongStream.builder();
    for (int retry = 1;
        RetrySchedule.delayMs(strategy, retry, random, DAY_MS).isPresent();
        retry++) {
      all.add(RetrySchedule.delayMs(strategy, retry, random, DAY_MS).getAsLong());
    }
    return all.build().toArray();
  }
}
