package io.cmqkafka.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryScheduleTest {

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
    assertThat(RetrySchedule.delayMs(strategy, 177, 0)).isEmpty();
    assertThat(RetrySchedule.delayMs(strategy, Integer.MAX_VALUE, 0)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> RetrySchedule.delayMs(strategy, 0, 0));
  }

  private static long backoff(long random) {
    return RetrySchedule.delayMs(NotifyStrategy.BACKOFF_RETRY, 1, random).orElseThrow();
  }

  private static long[] all(NotifyStrategy strategy, long random) {
    LongStream.Builder all = LongStream.builder();
    for (int retry = 1; RetrySchedule.delayMs(strategy, retry, random).isPresent(); retry++) {
      all.add(RetrySchedule.delayMs(strategy, retry, random).getAsLong());
    }
    return all.build().toArray();
  }
}
