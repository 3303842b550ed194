package io.cmqkafka.facade.fire;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.facade.history.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What was answered holds, whatever happens to servers, brokers and the network between them. See
 * docs/RELIABILITY.md; {@code .ci/fire} runs this longer and more often.
 *
 * <p>{@code -Dfire.runs=N}, {@code -Dfire.seconds=N} of faults in each run, {@code -Dfire.seed=X}
 * of the first one, the next ones follow it.
 */
@Tag("nightly")
class FireIT {
  private static final int RUNS = Integer.getInteger("fire.runs", 1);
  private static final int SECONDS = Integer.getInteger("fire.seconds", 60);
  private static final int FACADES = 3;

  @Test
  void everyPromiseHolds() throws Exception {
    long seed = Long.getLong("fire.seed", System.currentTimeMillis() / 1_000);
    Path all = Files.createDirectories(Path.of("target", "fire"));
    int failed = 0;
    for (int run = 0; run < RUNS; run++) {
      failed += holds(all, seed + run) ? 0 : 1;
    }
    assertThat(failed).as("failed runs; their histories are in " + all.toAbsolutePath()).isZero();
  }

  private static boolean holds(Path all, long seed) throws IOException {
    Path directory = Files.createTempDirectory(all.toAbsolutePath(), "seed-" + seed + "-");
    Fire fire = new Fire(directory, seed, Duration.ofSeconds(SECONDS), FACADES);
    Verdict verdict = null;
    try {
      verdict = fire.run();
      System.out.print(verdict.text());
    } catch (Exception | AssertionError e) {
      // The next seed is worth a try, and this one's history is kept.
      e.printStackTrace(System.out);
    }
    boolean holds = verdict != null && verdict.broken().isEmpty();
    if (holds) {
      System.out.println("fire: every promise holds, seed " + seed);
      delete(directory);
    } else {
      System.out.println("fire: FAILED, seed " + seed + ", kept: " + fire.historyFile());
      for (Path process : processDirectories(directory)) {
        delete(process);
      }
    }
    return holds;
  }

  /** Kafka's files are large, and logs and history say more. */
  private static List<Path> processDirectories(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Files::isDirectory).toList();
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(directory)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
