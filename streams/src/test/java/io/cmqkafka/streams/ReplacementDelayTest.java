package io.cmqkafka.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReplacementDelayTest {
  private long nanos = 5;
  private final ReplacementDelay delay = new ReplacementDelay(() -> nanos);

  @Test
  void growsToItsBound() {
    assertThat(LongStream.generate(delay::next).limit(9))
        .containsExactly(0L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 10_000L, 10_000L);
  }

  @Test
  void beginsAgainAfterACalmMinute() {
    delay.next();
    delay.next();
    nanos += TimeUnit.SECONDS.toNanos(59);
    assertThat(delay.next()).isEqualTo(400);
    nanos += TimeUnit.SECONDS.toNanos(60);
    assertThat(delay.next()).isZero();
    assertThat(delay.next()).isEqualTo(200);
  }

  @Test
  void nobodyWaitsOnceItIsClosed() {
    delay.close();
    delay.await(TimeUnit.DAYS.toMillis(1));
  }
}
