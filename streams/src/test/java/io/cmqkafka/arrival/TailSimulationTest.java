package io.cmqkafka.arrival;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs many simulations of the tail. {@code -Dtail.seeds=N} runs more of them, {@code
 * -Dtail.steps=M} longer ones, {@code -Dtail.seed=X} only this one.
 */
class TailSimulationTest {
  private static final long SEEDS = Long.getLong("tail.seeds", 1_000);
  private static final int STEPS = Integer.getInteger("tail.steps", 500);
  private static final Long ONLY = Long.getLong("tail.seed");

  @Test
  void everyRecordIsToldToEveryQueueOnce() {
    LongStream seeds = ONLY == null ? LongStream.range(0, SEEDS) : LongStream.of(ONLY);

    seeds.parallel().forEach(seed -> run(seed, PlantedTailFault.NONE));
  }

  @ParameterizedTest
  @EnumSource(value = PlantedTailFault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void everyPlantedFaultIsCaught(PlantedTailFault fault) {
    assertThatThrownBy(
            () -> {
              for (long seed = 0; seed < 2_000; seed++) {
                run(seed, fault);
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("-Dtail.seed=");
  }

  private static void run(long seed, PlantedTailFault fault) {
    new TailSimulation(seed, STEPS, fault).run();
  }
}
