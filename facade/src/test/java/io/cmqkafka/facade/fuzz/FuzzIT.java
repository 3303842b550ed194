package io.cmqkafka.facade.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Gives Jazzer some time to find an input that a target does not take as promised. Jazzer changes
 * the classes it watches, so it has a process of its own.
 *
 * <p>{@code -Dfuzz.seconds} and {@code -Dfuzz.target}, one or several separated by commas, say how
 * long and at what; docs/RELIABILITY.md tells more.
 */
@Tag("nightly")
class FuzzIT {
  private static final Path WORK = Path.of("target", "fuzz").toAbsolutePath();

  /** What starting, the seeds and an end by itself take beside the time for fuzzing. */
  private static final int PATIENCE_SECONDS = 180;

  /** For what is no long run; it ends by its number of inputs, long before this. */
  private static final int SHORT_RUN_SECONDS = 600;

  /** Counted, so that it is the same work on a slow machine. */
  private static final int SHORT_RUN_INPUTS = 20_000;

  /** So that builds begin the same way; a long run is for finding other ways. */
  private static final int SEED = 1;

  private static final int INPUT_SECONDS = 20;
  private static final int MAX_INPUT_BYTES = 8_192;

  private final String seconds = System.getProperty("fuzz.seconds", "");

  @Test
  void noInputIsFoundThatIsTakenWrongly() throws IOException, InterruptedException {
    Path seeds = emptied("seeds");
    for (Seeds.Kept seed : Seeds.all()) {
      byte[] input = OneInput.of(seed);
      if (input != null) {
        Files.write(seeds.resolve(seed.target() + "-" + seed.name()), input);
      }
    }
    Path log = WORK.resolve("log");
    Process jazzer =
        new ProcessBuilder(command(seeds))
            .directory(WORK.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(jazzer.waitFor(runSeconds() + PATIENCE_SECONDS, TimeUnit.SECONDS))
          .as(() -> "ends by itself; see " + log)
          .isTrue();
      assertThat(jazzer.exitValue()).as(() -> "exit code; " + found(log) + "; see " + log).isZero();
    } finally {
      jazzer.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    assertThat(log)
        .content(ISO_8859_1)
        .contains(seconds.isEmpty() ? "Done " + SHORT_RUN_INPUTS + " runs" : "Done ");
  }

  private static Path emptied(String name) throws IOException {
    Path directory = Files.createDirectories(WORK.resolve(name));
    List<Path> files;
    try (Stream<Path> list = Files.list(directory)) {
      files = list.toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
    return directory;
  }

  private static String found(Path log) {
    try (Stream<String> lines = Files.lines(log, ISO_8859_1)) {
      return lines
          .filter(line -> line.contains("its input is in") || line.startsWith("== Java"))
          .collect(Collectors.joining("; "));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private int runSeconds() {
    return seconds.isEmpty() ? SHORT_RUN_SECONDS : Integer.parseInt(seconds);
  }

  private List<String> command(Path seeds) throws IOException {
    // A long run goes on where the last one ended; the inputs of a short one are counted.
    Path corpus =
        seconds.isEmpty() ? emptied("corpus") : Files.createDirectories(WORK.resolve("corpus"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    command.add("-XX:+UseSerialGC");
    if (seconds.isEmpty()) {
      // Half of a short run would be spent on compiling.
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.add("-D" + OneInput.FOUND + "=" + WORK.resolve("found"));
    command.add("-D" + OneInput.TARGETS + "=" + System.getProperty("fuzz.target", ""));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("com.code_intelligence.jazzer.Jazzer");
    command.add("--target_class=" + OneInput.class.getName());
    command.add("--instrumentation_includes=io.cmqkafka.**");
    command.add("--custom_hook_includes=io.cmqkafka.**");
    // Compares each letter with each, and would take all the time.
    command.add("--instrumentation_excludes=io.cmqkafka.facade.settings.NearestName");
    command.add("--custom_hook_excludes=io.cmqkafka.facade.settings.NearestName");
    command.add("--reproducer_path=" + WORK);
    command.add("-artifact_prefix=" + WORK + "/");
    command.add("-timeout=" + INPUT_SECONDS);
    command.add("-max_len=" + MAX_INPUT_BYTES);
    command.add("-rss_limit_mb=0");
    if (seconds.isEmpty()) {
      command.add("-seed=" + SEED);
      command.add("-runs=" + SHORT_RUN_INPUTS);
    }
    command.add("-max_total_time=" + runSeconds());
    command.add(corpus.toString());
    command.add(seeds.toString());
    return command;
  }
}
