package io.cmqkafka.facade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.facade.bench.BenchCommand;
import io.cmqkafka.facade.exit.ExitCode;
import io.cmqkafka.facade.exit.StartException;
import io.cmqkafka.facade.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class CommandLineTest {
  private final FakeServer server = new FakeServer();
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> signals = new ArrayList<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path dir;

  @Test
  void servesUntilTheSignalAndPrintsOneLine() {
    assertThat(run("serve", "--http", "[::1]:0", "--data-dir", "d")).isEqualTo(ExitCode.OK);
    assertThat(out)
        .hasToString(
            """
            cmq-kafka ready: http=[::1]:4711 kafka=127.0.0.1:9092,127.0.0.1:9093 console=http://[::1]:4711/console/
            """);
    assertThat(err).hasToString("");
    assertThat(server.started)
        .singleElement()
        .matches(s -> s.process().dataDir().equals(Path.of("d")));
    assertThat(server.closed).isEqualTo(1);
    assertThat(signals).containsExactly("listen PT20S", "await, closed 0", "close, closed 1");
  }

  @Test
  void namesNoConsoleThatIsSwitchedOff() {
    server.console = Optional.empty();
    run();
    assertThat(out.toString()).doesNotContain("console");
  }

  @Test
  void servesWithoutACommand() {
    assertThat(run()).isEqualTo(ExitCode.OK);
    assertThat(run("--http", "127.0.0.1:0", "-D", "max.queues=5")).isEqualTo(ExitCode.OK);
    assertThat(server.started).hasSize(2);
    assertThat(server.started.get(1).queues().bounds().maxQueues()).isEqualTo(5);
  }

  @Test
  void readsOptionsOverEnvironmentOverFile() throws IOException {
    Path file = Files.writeString(dir.resolve("f"), "http=a:1\nmanagement=a:2\nmax.queues=3\n");
    environment.put("CMQ_HTTP", "b:1");
    environment.put("CMQ_MANAGEMENT", "b:2");
    run("--config", file.toString(), "--management", "c:2", "--bootstrap-servers", "k:9092");
    Settings settings = server.started.get(0);
    assertThat(settings.http().address()).hasToString("b:1");
    assertThat(settings.process().management()).hasToString("c:2");
    assertThat(settings.queues().bounds().maxQueues()).isEqualTo(3);
    assertThat(settings.kafka().bootstrapServers()).hasValue("k:9092");
  }

  @Test
  void aMissingFileIsSaidInWords() {
    assertThat(run("--config", dir.resolve("none").toString())).isEqualTo(ExitCode.USAGE);
    assertThat(err)
        .hasToString(
            "cmq-kafka: The configuration file %s does not exist.%n"
                .formatted(dir.resolve("none")));
  }

  @Test
  void readsTheFileThatTheEnvironmentNames() throws IOException {
    Path file = Files.writeString(dir.resolve("f"), "max.queues=3\n");
    environment.put("CMQ_CONFIG", file.toString());
    run();
    assertThat(server.started.get(0).queues().bounds().maxQueues()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h"})
  void helpListsCommandsAndExitCodes(String option) {
    assertThat(run(option)).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .contains("serve", "sing", "Exit codes:", "5   the data directory cannot be used");
    assertThat(server.started).isEmpty();
  }

  @Test
  void helpOfServeListsEverySetting() {
    assertThat(run("serve", "--help")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("--bootstrap-servers");
    assertThat(out.toString().replaceAll("\\s+", " "))
        .contains(Settings.describe().strip().replaceAll("\\s+", " "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "serve --help",
        "bench --help",
        "bench send --help",
        "bench soak --help"
      })
  void helpFitsATerminalOf80Columns_andContinuesUnderItsColumn(String line) {
    int exitCode =
        new Program(server, environment, this::listen)
            .add(BenchCommand.create())
            .printTo(new PrintWriter(out, true), new PrintWriter(err, true))
            .run(line.split(" "));
    assertThat(exitCode).isEqualTo(ExitCode.OK);
    assertThat(out.toString().lines()).allSatisfy(one -> assertThat(one).hasSizeLessThan(81));
    List<String> lines = out.toString().lines().toList();
    int settings = lines.indexOf("environment, that over the file, that over the default.");
    if (settings >= 0) {
      assertThat(lines.subList(settings + 1, lines.size()))
          .allSatisfy(one -> assertThat(one).matches("(  |      )\\S.*"));
    }
    assertThat(line.startsWith("serve")).isEqualTo(settings >= 0);
    if (line.equals("bench --help")) {
      assertThat(lines).containsSequence(BenchCommand.class.getAnnotation(Command.class).footer());
    }
  }

  @Test
  void helpSaysWhereSecretsDoNotBelong() {
    run("serve", "--help");
    assertThat(out.toString().replaceAll("\\s+", " "))
        .contains("Secrets are not accepted on the command line");
  }

  @Test
  void helpIsAWordToo() {
    assertThat(run("help")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("serve", "version", "Exit codes:");
  }

  @Test
  void helpOfACommandIsTheCommandsOwn() {
    assertThat(run("help", "serve")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("--bootstrap-servers");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V", "version"})
  void version(String option) {
    assertThat(run(option)).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).startsWith("cmq-kafka ");
  }

  @Test
  void runsCommandsAddedToIt() {
    assertThat(run("sing")).isEqualTo(42);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--htp=x", "serve --port 1", "serve --http", "-D nonsense", "dance"})
  void aWrongCommandLineIsOneSentence(String line) {
    assertThat(run(line.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .contains("--help")
        .doesNotContain(".;");
    assertThat(server.started).isEmpty();
  }

  @Test
  void aWrongSettingIsOneSentence() {
    assertThat(run("-D", "max.queues=0")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString().lines())
        .singleElement()
        .isEqualTo(
            "cmq-kafka: The setting max.queues, given on the command line, is '0', but must be a"
                + " whole number from 1 to 1000000.");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        ExitCode.FAILED,
        ExitCode.USAGE,
        ExitCode.PORT_IN_USE,
        ExitCode.CLUSTER_UNREACHABLE,
        ExitCode.DATA_DIRECTORY,
        ExitCode.RULES_UNKNOWN
      })
  void aFailedStartHasItsExitCodeAndSentence(int exitCode) {
    server.failure = new StartException(exitCode, "It cannot\nbe.", new IOException("why"));
    assertThat(run("serve")).isEqualTo(exitCode);
    assertThat(err).hasToString("cmq-kafka: It cannot be.%n".formatted());
    assertThat(out).hasToString("");
    assertThat(signals).last().isEqualTo("close, closed 0");
  }

  @Test
  void aServerThatCannotGoOnIsClosed_andItsSentenceIsSaid() {
    server.broken.complete(new StartException(ExitCode.RULES_UNKNOWN, "It cannot go on."));
    assertThat(run("serve")).isEqualTo(ExitCode.RULES_UNKNOWN);
    assertThat(err).hasToString("cmq-kafka: It cannot go on.%n".formatted());
    assertThat(signals).last().isEqualTo("close, closed 1");
  }

  @Test
  void anUnexpectedFailureIsOneSentence() {
    server.failure = new IllegalStateException("surprise");
    assertThat(run("serve")).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString().lines()).singleElement().asString().contains("surprise");
  }

  @Test
  void debuggingShowsTheCause() {
    environment.put("CMQ_DEBUG", "1");
    server.failure =
        new StartException(ExitCode.FAILED, "It cannot be.", new IOException("the reason"));
    run("serve");
    assertThat(err.toString()).contains("the reason");
  }

  private int run(String... args) {
    return new Program(server, environment, this::listen)
        .add(new CommandLine(new Sing()))
        .printTo(new PrintWriter(out, true), new PrintWriter(err, true))
        .run(args);
  }

  /** A signal that comes as soon as somebody waits for it. */
  private StopSignal listen(Duration patience) {
    signals.add("listen " + patience);
    return new StopSignal() {
      @Override
      public boolean isRequested() {
        return false;
      }

      @Override
      public void await(CompletableFuture<?> failure) {
        signals.add("await, closed " + server.closed);
      }

      @Override
      public void close() {
        signals.add("close, closed " + server.closed);
      }
    };
  }

  @Command(name = "sing", description = "Stands for another command.")
  private static final class Sing implements Callable<Integer> {
    @Override
    public Integer call() {
      return 42;
    }
  }
}
