package io.cmqkafka.facade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.cmqkafka.facade.ServerJvm;
import io.cmqkafka.facade.exit.ExitCode;
import io.cmqkafka.facade.exit.StartException;
import io.cmqkafka.facade.settings.HostPort;
import io.cmqkafka.facade.settings.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On threads of their own, because nothing else ends a wait for a process that says nothing. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class TerminationIT {
  private static final int SIGINT = 2;

  private Process process;

  @AfterEach
  void killProcess() {
    process.destroyForcibly();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalClosesTheServerAndEndsWithZero(String signal) throws Exception {
    BufferedReader out = start("closing");
    assertThat(out.readLine()).startsWith("cmq-kafka ready: ");
    assumeFalse(
        signal.equals("INT") && ignoresInterrupts(),
        "SIGINT is ignored by who started this build, as by shells for jobs in the background");
    signal(signal);
    assertThat(out.readLine()).isEqualTo("closed");
    assertThat(out.readLine()).isNull();
    assertThat(exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void aSignalDuringTheStartEndsWithZeroToo() throws Exception {
    BufferedReader out = start("slow");
    assertThat(out.readLine()).isEqualTo("starting");
    signal("TERM");
    assertThat(out.readLine()).startsWith("cmq-kafka ready: ");
    assertThat(out.readLine()).isEqualTo("closed");
    assertThat(exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void aSignalEndsAStartThatWaits() throws Exception {
    BufferedReader out = start("waiting");
    assertThat(out.readLine()).isEqualTo("starting");
    signal("TERM");
    assertThat(out.readLine()).isNull();
    assertThat(exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void aServerThatDoesNotCloseIsEndedAllTheSame() throws Exception {
    BufferedReader out = start("stuck");
    assertThat(out.readLine()).startsWith("cmq-kafka ready: ");
    signal("TERM");
    assertThat(out.readLine()).isNull();
    assertThat(exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void aFailedStartEndsWithItsOwnCode() throws Exception {
    assertThat(start("failing").readLine()).isNull();
    assertThat(exitCode()).isEqualTo(ExitCode.PORT_IN_USE);
  }

  @Test
  void aServerThatCannotGoOnIsClosed_andTheProcessEndsWithItsCode() throws Exception {
    BufferedReader out = start("broken");
    assertThat(out.readLine()).startsWith("cmq-kafka ready: ");
    assertThat(out.readLine()).isEqualTo("closed");
    assertThat(out.readLine()).isNull();
    assertThat(exitCode()).isEqualTo(ExitCode.RULES_UNKNOWN);
  }

  private BufferedReader start(String server) throws IOException {
    List<String> command = ServerJvm.start();
    command.addAll(List.of(Served.class.getName(), server));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private void signal(String name) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor())
        .isZero();
  }

  /** Linux tells; elsewhere it is taken for granted that it does not. */
  private boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    if (!Files.exists(status)) {
      return false;
    }
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .map(line -> line.substring("SigIgn:".length()).trim())
            .orElse("0");
    return (Long.parseUnsignedLong(ignored, 16) & 1L << SIGINT - 1) != 0;
  }

  private int exitCode() throws InterruptedException {
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  /** The program around a server that behaves as its argument says. */
  static final class Served {
    public static void main(String[] args) {
      String behaviour = args[0];
      ServerStarter starter = settings -> server(behaviour, settings);
      System.exit(new Program(starter, Map.of(), () -> {}).run("-D", "shutdown.grace.ms=0"));
    }

    private static RunningServer server(String behaviour, Settings settings) {
      if (behaviour.equals("failing")) {
        throw new StartException(ExitCode.PORT_IN_USE, "http: the port is taken.");
      }
      if (behaviour.equals("slow")) {
        CountDownLatch signalled = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(signalled::countDown));
        System.out.println("starting");
        waitForAll(signalled);
      }
      if (behaviour.equals("waiting")) {
        System.out.println("starting");
        waitFor(new CountDownLatch(1));
      }
      return new RunningServer() {
        @Override
        public Optional<String> consoleAddress() {
          return Optional.empty();
        }

        @Override
        public HostPort httpAddress() {
          return settings.http().address();
        }

        @Override
        public String kafkaAddress() {
          return "127.0.0.1:9092";
        }

        @Override
        public CompletableFuture<StartException> failure() {
          return behaviour.equals("broken")
              ? CompletableFuture.completedFuture(
                  new StartException(ExitCode.RULES_UNKNOWN, "It cannot go on."))
              : new CompletableFuture<>();
        }

        @Override
        public void close() {
          if (behaviour.equals("stuck")) {
            waitFor(new CountDownLatch(1));
          }
          System.out.println("closed");
        }
      };
    }

    /** Takes no notice of an interrupt. */
    private static void waitForAll(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        waitForAll(latch);
        Thread.currentThread().interrupt();
      }
    }

    private static void waitFor(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
