package io.cmqkafka.facade.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An hour, sampled every 10 s; 10 or a tenth may come and go. */
class GrowthRuleTest {
  private static final int SAMPLES = 360;
  private static final int EVERY_SECONDS = 10;

  private final GrowthRule rule = new GrowthRule(10, 0.1);
  private final Random random = new Random(7);

  @Test
  void noiseIsSteady() {
    for (int seed = 0; seed < 200; seed++) {
      random.setSeed(seed);
      assertThat(verdict(i -> 100 + random.nextGaussian() * 20))
          .as("seed " + seed)
          .isEqualTo(GrowthVerdict.STEADY);
    }
  }

  @Test
  void whatStaysTheSameIsSteady() {
    assertThat(verdict(i -> 100)).isEqualTo(GrowthVerdict.STEADY);
    assertThat(verdict(i -> 0)).isEqualTo(GrowthVerdict.STEADY);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 10, 35})
  void aSawtoothIsSteady(int period) {
    assertThat(verdict(i -> 50 + 200.0 * (i % period) / period)).isEqualTo(GrowthVerdict.STEADY);
  }

  @Test
  void aCacheThatFillsUpAndStaysIsSteady() {
    assertThat(verdict(i -> 50 + Math.min(i, SAMPLES / 2))).isEqualTo(GrowthVerdict.STEADY);
    assertThat(verdict(i -> 50 + 500 * (1 - Math.exp(-8.0 * i / SAMPLES))))
        .isEqualTo(GrowthVerdict.STEADY);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.35, 0.45, 0.55, 0.62, 0.7, 0.79, 0.85, 0.95})
  void aStepIsSteady(double at) {
    assertThat(verdict(i -> i < at * SAMPLES ? 100 : 200)).isEqualTo(GrowthVerdict.STEADY);
  }

  @Test
  void whatFallsIsSteady() {
    assertThat(verdict(i -> 1000 - i)).isEqualTo(GrowthVerdict.STEADY);
  }

  @Test
  void aSlowLeakGrows() {
    // It rises by 25 over the last six windows, from the first to the last, and 10 are allowed.
    assertThat(verdict(i -> 50 + 50.0 * i / SAMPLES)).isEqualTo(GrowthVerdict.GROWS);
  }

  @Test
  void aLeakGrowsUnderNoise() {
    for (int seed = 0; seed < 200; seed++) {
      random.setSeed(seed);
      assertThat(verdict(i -> 50 + 100.0 * i / SAMPLES + random.nextGaussian() * 20))
          .as("seed " + seed)
          .isEqualTo(GrowthVerdict.GROWS);
    }
  }

  @Test
  void aLeakGrowsUnderASawtooth() {
    assertThat(verdict(i -> 50 + 100.0 * i / SAMPLES + 200.0 * (i % 10) / 10))
        .isEqualTo(GrowthVerdict.GROWS);
  }

  @Test
  void aLeakGrowsBehindACacheThatFillsUp() {
    assertThat(verdict(i -> 50 + Math.min(i, SAMPLES / 4) + 60.0 * i / SAMPLES))
        .isEqualTo(GrowthVerdict.GROWS);
  }

  @Test
  void aLeakThatBeginsLateGrows() {
    assertThat(verdict(i -> 100 + Math.max(0, i - SAMPLES / 2.0))).isEqualTo(GrowthVerdict.GROWS);
  }

  @Test
  void aStaircaseGrows() {
    assertThat(verdict(i -> 50 + 20.0 * (i / 36))).isEqualTo(GrowthVerdict.GROWS);
  }

  @Test
  void whatIsAllowedIsALittleOrAShare() {
    assertThat(verdict(i -> 50 + 9.0 * i / SAMPLES)).isEqualTo(GrowthVerdict.STEADY);
    assertThat(verdict(i -> 5000 + 500.0 * i / SAMPLES)).isEqualTo(GrowthVerdict.STEADY);
    assertThat(verdict(i -> 5000 + 2000.0 * i / SAMPLES)).isEqualTo(GrowthVerdict.GROWS);
  }

  @Test
  void tellsTheSlopeAndWhatItWouldFind() {
    GrowthRule.Judged judged = rule.judge(series(SAMPLES, i -> 50 + i));
    assertThat(judged.perHour()).isBetween(355.0, 365.0);
    assertThat(judged.begin()).isBetween(50.0, 65.0);
    assertThat(judged.end()).isBetween(370.0, 390.0);
    assertThat(judged.max()).isEqualTo(50 + SAMPLES - 1);
    double found = judged.findsFromPerHour();
    assertThat(found).isGreaterThan(10);
    assertThat(verdict(i -> 194 + found * 0.7 * i / SAMPLES)).isEqualTo(GrowthVerdict.STEADY);
    assertThat(verdict(i -> 194 + found * 1.3 * i / SAMPLES)).isEqualTo(GrowthVerdict.GROWS);
  }

  @Test
  void aShortRunIsNotJudged() {
    assertThat(rule.judge(series(0, i -> i)).verdict()).isEqualTo(GrowthVerdict.TOO_SHORT);
    assertThat(rule.judge(series(29, i -> 100)).verdict()).isEqualTo(GrowthVerdict.TOO_SHORT);
    assertThat(rule.judge(series(30, i -> 100)).verdict()).isEqualTo(GrowthVerdict.STEADY);
  }

  private GrowthVerdict verdict(IntToDoubleFunction figure) {
    return rule.judge(series(SAMPLES, figure)).verdict();
  }

  private static TimeSeries series(int samples, IntToDoubleFunction figure) {
    TimeSeries series = new TimeSeries();
    for (int i = 0; i < samples; i++) {
      series.add(i * EVERY_SECONDS, figure.applyAsDouble(i));
    }
    return series;
  }
}
