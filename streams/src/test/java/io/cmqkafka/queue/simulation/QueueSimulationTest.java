package io.cmqkafka.queue.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs many simulations. {@code -Dsimulation.seeds=N} runs more of them, {@code
 * -Dsimulation.steps=M} longer ones, {@code -Dsimulation.seed=X} only this one.
 */
class QueueSimulationTest {
  private static final long SEEDS = Long.getLong("simulation.seeds", 10);
  private static final int STEPS = Integer.getInteger("simulation.steps", 10_000);
  private static final Long ONLY = Long.getLong("simulation.seed");

  @Test
  void queuesKeepTheirPromises() {
    LongStream seeds = ONLY == null ? LongStream.range(0, SEEDS) : LongStream.of(ONLY);

    seeds.parallel().forEach(seed -> new Simulation(seed, STEPS, PlantedFault.NONE).run());
  }

  @ParameterizedTest
  @EnumSource(value = PlantedFault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void everyPlantedFaultIsCaught(PlantedFault fault) {
    Throwable caught =
        catchThrowable(
            () -> {
              for (long seed = 0; seed < 5; seed++) {
                new Simulation(seed, 5_000, fault).run();
              }
            });

    assertThat(caught)
        .isInstanceOf(AssertionError.class)
        .hasCauseInstanceOf(BrokenInvariant.class)
        .hasMessageContaining("-Dsimulation.seed=");
  }

  static Stream<PlantedFault> faultsOfOnePromise() {
    return Stream.of(PlantedFault.values()).filter(fault -> fault.promise() != null);
  }

  @ParameterizedTest
  @MethodSource("faultsOfOnePromise")
  void aBrokenPromiseIsNoticedByItsInvariantAlone(PlantedFault fault) {
    Throwable caught =
        catchThrowable(
            () -> {
              for (long seed = 0; seed < 5; seed++) {
                new Simulation(seed, 5_000, fault, false).run();
              }
            });

    assertThat(caught).isInstanceOf(AssertionError.class);
    assertThat(caught.getCause())
        .isInstanceOf(BrokenInvariant.class)
        .hasMessageStartingWith(fault.promise());
  }
}
