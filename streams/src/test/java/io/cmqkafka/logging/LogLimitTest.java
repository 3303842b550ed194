package io.cmqkafka.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogLimitTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final AtomicLong now = new AtomicLong(-5);

  @Test
  void eachKeyIsDueOnceAMinute() {
    LogLimit due = new LogLimit(2, now::get);
    assertThat(due.isDue("a")).isTrue();
    assertThat(due.isDue("b")).isTrue();
    now.addAndGet(MINUTE - 1);
    assertThat(due.isDue("a")).isFalse();
    now.addAndGet(1);
    assertThat(due.isDue("a")).isTrue();
    assertThat(due.isDue("a")).isFalse();
  }

  @Test
  void allKeysTogetherAreDueOnceASecond() {
    LogLimit due = new LogLimit(1, now::get);
    for (int second = 0; second < 10; second++) {
      assertThat(dueOf(due, 1_000 * second, 1_000)).isEqualTo(1);
      now.addAndGet(SECOND - 1);
      assertThat(dueOf(due, 1_000 * second, 1_000)).isZero();
      now.addAndGet(1);
    }
  }

  @Test
  void aKeyThatCameTooSoonAfterAnother_isDueWhenItComesAgain() {
    LogLimit due = new LogLimit(1, now::get);
    assertThat(due.isDue("a")).isTrue();
    assertThat(due.isDue("b")).isFalse();
    now.addAndGet(SECOND);
    assertThat(due.isDue("b")).isTrue();
  }

  @Test
  void aBurstIsUsedUp_andComesBackByTheSecond() {
    LogLimit due = new LogLimit(30, now::get);
    assertThat(dueOf(due, 0, 100)).isEqualTo(30);
    now.addAndGet(2 * SECOND);
    assertThat(dueOf(due, 100, 100)).isEqualTo(2);
    now.addAndGet(10 * MINUTE);
    assertThat(dueOf(due, 200, 100)).isEqualTo(30);
  }

  private static long dueOf(LogLimit due, int first, int count) {
    return IntStream.range(first, first + count).filter(i -> due.isDue("key" + i)).count();
  }
}
