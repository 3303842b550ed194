package io.cmqkafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OncePerMinuteTest {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final AtomicLong now = new AtomicLong(-5);
  private final OncePerMinute due = new OncePerMinute(now::get);

  @Test
  void eachKeyIsDueOnceAMinute() {
    assertThat(due.isDue("a")).isTrue();
    assertThat(due.isDue("b")).isTrue();
    now.addAndGet(MINUTE - 1);
    assertThat(due.isDue("a")).isFalse();
    now.addAndGet(1);
    assertThat(due.isDue("a")).isTrue();
    assertThat(due.isDue("a")).isFalse();
  }

  @Test
  void ofManyKeysTheEarliestIsForgotten() {
    for (int i = 0; i < 10_001; i++) {
      assertThat(due.isDue("key" + i)).isTrue();
    }
    assertThat(due.isDue("key10000")).isFalse();
    assertThat(due.isDue("key0")).isTrue();
  }
}
