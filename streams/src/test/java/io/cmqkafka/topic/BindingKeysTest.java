package io.cmqkafka.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a look-up costs, in steps. What it finds is shown by {@link MatcherTest}. */
class BindingKeysTest {
  private static final int WORDS = 16;

  private final BindingKeys keys = new BindingKeys();

  @Test
  void manyWaysToReadAKeyAreNotTriedOneByOne() {
    keys.add(0, "#.a.".repeat(8) + "b");
    long steps = keys.choose("a" + ".a".repeat(WORDS - 1), new BitSet());
    assertThat(steps).isPositive().isLessThanOrEqualTo((long) WORDS * keys.places());
    assertThat(keys.places()).isLessThanOrEqualTo(18);
  }

  @Test
  void consecutiveHashesAreOne() {
    keys.add(0, "#" + ".#".repeat(31));
    assertThat(keys.places()).isEqualTo(2);
    BitSet chosen = new BitSet();
    assertThat(keys.choose("a" + ".a".repeat(WORDS - 1), chosen)).isLessThanOrEqualTo(2L * WORDS);
    assertThat(chosen.get(0)).isTrue();
  }

  @Test
  void aThousandHostileSubscriptionsCostNoMoreThanPlacesTimesWords() {
    Random random = new Random(5);
    int wordsOfAll = 0;
    for (int subscriber = 0; subscriber < 1_000; subscriber++) {
      for (int key = 0; key < 5; key++) {
        StringBuilder hostile = new StringBuilder("#");
        for (int word = 1; word < WORDS; word++) {
          hostile.append('.').append(List.of("a", "*", "#").get(random.nextInt(3)));
        }
        keys.add(subscriber, hostile.toString());
        wordsOfAll += WORDS;
      }
    }
    assertThat(keys.places()).isLessThanOrEqualTo(wordsOfAll + 1);
    BitSet chosen = new BitSet();
    long steps = keys.choose("a" + ".a".repeat(WORDS - 1), chosen);
    assertThat(chosen.cardinality()).isEqualTo(1_000);
    assertThat(steps).isLessThanOrEqualTo((long) WORDS * keys.places());
  }

  @Test
  void subscriptionsThatDoNotChooseItCostNothing() {
    for (int subscriber = 0; subscriber < 1_000; subscriber++) {
      keys.add(subscriber, "region." + subscriber + ".*.#");
    }
    BitSet chosen = new BitSet();
    assertThat(keys.choose("region.7.x.y", chosen)).isLessThanOrEqualTo(6);
    assertThat(chosen).hasToString("{7}");
  }
}
