package io.cmqkafka.facade.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NumberedBodiesTest {
  private final NumberedBodies bodies = new NumberedBodies(NumberedBodies.MIN_TIMED_SIZE);

  @Test
  void aBodyTellsItsNumberAndTime() {
    long time = System.nanoTime() + TimeUnit.DAYS.toNanos(20);
    String body = bodies.of(0xabcdef, time);
    assertThat(body).hasSize(NumberedBodies.MIN_TIMED_SIZE);
    assertThat(bodies.sequenceOf(body)).isEqualTo(0xabcdef);
    assertThat(bodies.timeOf(body).orElseThrow()).isBetween(time - 1_000, time);
  }

  @Test
  void aBodyWithoutTimeHasNone() {
    assertThat(bodies.timeOf(bodies.of(7))).isEmpty();
  }

  @Test
  void bodiesOfOtherRunsAndSizesHaveNoNumber() {
    String body = bodies.of(7);
    assertThat(bodies.sequenceOf(body)).isEqualTo(7);
    assertThat(bodies.sequenceOf(body + "x")).isEqualTo(-1);
    assertThat(new NumberedBodies(NumberedBodies.MIN_TIMED_SIZE).sequenceOf(body)).isEqualTo(-1);
  }
}
