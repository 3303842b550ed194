package io.cmqkafka.facade.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What fuzzing once found, and what it begins with, stays right. */
class SeedsTest {
  private final Targets targets = new Targets();

  static List<Seeds.Kept> seeds() {
    return Seeds.all();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aSeedIsTakenAsPromised(Seeds.Kept seed) throws Exception {
    new Bounded(targets.named(seed.target())).run(seed.input());
  }

  @Test
  void everyTargetHasSeeds_andTakesNothingToo() throws Exception {
    Set<String> seeded = new HashSet<>();
    Seeds.all().forEach(seed -> seeded.add(seed.target()));
    assertThat(seeded).containsExactlyInAnyOrderElementsOf(targets.names());
    for (String name : targets.names()) {
      targets.named(name).run(new byte[0]);
    }
  }

  @Test
  void anyBytesCanBeKeptAsASeed() {
    byte[] all = new byte[258];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    assertThat(Seed.bytes(Seed.text(all))).isEqualTo(all);
    byte[] looksEscaped = "\\x41\\u0041\\".getBytes();
    assertThat(Seed.bytes(Seed.text(looksEscaped))).isEqualTo(looksEscaped);
  }
}
