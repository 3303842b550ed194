package io.cmqkafka.facade.fire;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.facade.history.Clock;
import io.cmqkafka.facade.history.Fault.Kind;
import io.cmqkafka.facade.history.Journal;
import io.cmqkafka.facade.history.RecordingClient;
import io.cmqkafka.facade.history.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server with its embedded broker is killed under load, at moments chosen by a seed, and
 * started again on the same files; afterwards everything is received and the history judged.
 *
 * <p>{@code -Drestart.rounds=N} kills more often, {@code -Drestart.seed=X} repeats the choices of
 * another run (not its timing).
 */
@Tag("nightly")
class RestartIT {
  private static final int ROUNDS = Integer.getInteger("restart.rounds", 2);
  private static final Duration START_PATIENCE = Duration.ofMinutes(2);
  private static final Duration DRAIN_PATIENCE = Duration.ofMinutes(2);

  @TempDir Path directory;

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void whatWasAnsweredHoldsThroughKills() throws Exception {
    long seed = Long.getLong("restart.seed", System.nanoTime());
    System.out.println("restart.seed=" + seed);
    Random random = new Random(seed);
    Clock clock = new Clock();
    Path file = directory.resolve("history.jsonl");
    Facade facade = new Facade(0, directory, new Ports(), List.of("-D", "embedded.kafka.port=0"));
    facade.start();
    try (Journal journal = Journal.open(file);
        Stalls stalls = new Stalls(clock, journal);
        RecordingClient own = new RecordingClient("owner", List.of(facade), clock, journal)) {
      facade.awaitStarted(START_PATIENCE);
      Queues.create(own, journal, 1);
      Workload workload =
          new Workload(List.of(facade), new Random(random.nextLong()), 5, clock, journal);
      workload.start();
      Faults faults = new Faults(clock, journal);
      for (int round = 0; round < ROUNDS; round++) {
        Thread.sleep(2_000 + random.nextInt(6_000));
        long from = faults.now();
        facade.kill();
        facade.start();
        facade.awaitStarted(START_PATIENCE);
        faults.over(Kind.SERVER_KILLED, 0, from, null);
      }
      workload.stop();
      assertThat(new Drain(own, 1).empty(workload.queues(), DRAIN_PATIENCE)).isTrue();
    } finally {
      facade.kill();
    }
    Verdict verdict = Verdict.of(Journal.read(file));
    System.out.print(verdict.text());
    assertThat(verdict.broken()).as("seed " + seed).isEmpty();
  }
}
