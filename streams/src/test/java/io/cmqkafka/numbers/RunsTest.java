package io.cmqkafka.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.Measure;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RunsTest {
  private final Runs runs = new Runs(0);

  @Test
  void tellsEachPointAgain_andNothingBetween() {
    runs.add(5, point(1));
    runs.add(6, point(1));
    runs.add(8, point(1));
    runs.add(9, point(2));

    assertThat(visible(4, 7)).containsExactly(null, 1L, 1L, null, 1L, 2L, null);
    assertThat(visible(6, 1)).containsExactly(1L);
    assertThat(visible(9, 2)).containsExactly(2L, null);
  }

  @Test
  void tellsAnyNumbersAgain() {
    Random random = new Random(7);
    long[][] points = new long[200][];
    for (int i = 0; i < points.length; i++) {
      points[i] = new long[Measure.values().length];
      for (int j = 0; j < points[i].length; j++) {
        points[i][j] = random.nextLong() >> random.nextInt(64);
      }
      runs.add(i, points[i]);
    }
    long[][] told = new long[points.length][];
    runs.fill(0, told);
    assertThat(told).isDeepEqualTo(points);
  }

  @Test
  void equalPointsInARowTakeNoRoom() {
    runs.add(0, point(1));
    runs.add(1, point(2));
    long bytes = runs.bytes();
    for (int period = 2; period < 1_000; period++) {
      assertThat(runs.add(period, point(2))).isFalse();
    }
    assertThat(runs.bytes()).isEqualTo(bytes);
    assertThat(runs.add(1_000, point(3))).isTrue();
    assertThat(runs.bytes()).isBetween(bytes + 1, bytes + 100);
  }

  @Test
  void forgetsWhatIsOver_andGivesItsRoomBack() {
    runs.add(0, point(1));
    runs.add(1, point(2));
    runs.add(2, point(3));
    runs.forgetBefore(2);
    assertThat(visible(0, 3)).containsExactly(null, null, 3L);
    assertThat(runs.bytes()).isZero();
    runs.forgetBefore(3);
    assertThat(runs.isEmpty()).isTrue();
  }

  @Test
  void forgetsItsOlderHalf_andSaysFromWhenOnItKnows() {
    for (int period = 0; period < 9; period++) {
      runs.add(period, point(period));
    }
    runs.forgetHalf();
    assertThat(runs.knownFrom()).isEqualTo(4);
    assertThat(visible(3, 3)).containsExactly(null, 4L, 5L);
    assertThat(visible(8, 1)).containsExactly(8L);
  }

  private Long[] visible(long first, int periods) {
    long[][] points = new long[periods][];
    runs.fill(first, points);
    Long[] visible = new Long[periods];
    for (int i = 0; i < periods; i++) {
      visible[i] = points[i] == null ? null : points[i][Measure.VISIBLE.ordinal()];
    }
    return visible;
  }

  private static long[] point(long visible) {
    long[] point = Point.zeros();
    point[Measure.VISIBLE.ordinal()] = visible;
    return point;
  }
}
