package io.cmqkafka.facade.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.cmqkafka.facade.bench.client.CmqConnection;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * One way to load an endpoint, and its subcommand of {@code bench}. This class has the options of
 * all workloads, a subclass those of its own; the command line sets them before {@link #load}.
 */
@Command(
    mixinStandardHelpOptions = true,
    sortOptions = false,
    synopsisHeading = "Usage: ",
    abbreviateSynopsis = true)
abstract class Workload implements Callable<Integer> {
  /** How long a Ctrl-C waits for the result. */
  private static final int STOP_SECONDS = 20;

  @Spec private CommandSpec spec;

  @Mixin EndpointOptions target;

  @Option(
      names = "--body-size",
      paramLabel = "BYTES",
      defaultValue = "1024",
      description = "32 (publish: 40) to 1048576; default ${DEFAULT-VALUE}")
  int bodySize;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "what is measured, such as 500ms, 10s, 2m, 1h; default 10s, soak 1h")
  Duration duration = Duration.ofSeconds(10);

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "what comes before and is not measured; default 3s, soak a third of --duration, at most"
              + " 10m")
  Duration warmUp = Duration.ofSeconds(3);

  @Option(
      names = "--queue",
      paramLabel = "NAME",
      description =
          "of the queue, with publish of the topic too; default a new one; what is not there yet"
              + " is created and afterwards deleted; what others send to one that is there or"
              + " receive from it spoils the account")
  String queue;

  @Option(names = "--keep", description = "leave queue, topic and messages")
  boolean keep;

  @Option(
      names = "--visibility-timeout",
      paramLabel = "SECONDS",
      description = "of the created queue, 1 to 43200; default 30, soak 10, with --lateness 1")
  int visibilityTimeout = 30;

  @Option(
      names = "--polling-wait",
      paramLabel = "SECONDS",
      description = "how long receives wait, 0 to 30; default 1, longpoll 30, soak 5")
  int pollingWait = 1;

  @Option(
      names = "--quiet-time",
      paramLabel = "TIME",
      defaultValue = "5s",
      converter = DurationConverter.class,
      description = "messages not seen for so long at the end are lost; default ${DEFAULT-VALUE}")
  Duration quietTime;

  @Option(
      names = "--patience",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = DurationConverter.class,
      description =
          "how much longer than a receive's wait an answer may take; default ${DEFAULT-VALUE}")
  Duration patience;

  @Option(names = "--json", description = "print the result as JSON")
  private boolean json;

  private final Map<String, String> environment;

  Workload(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      check();
      target.open(environment);
      return run(out, err);
    } catch (BenchException e) {
      err.println(e.getMessage());
      return 2;
    } finally {
      out.flush();
      err.flush();
    }
  }

  private int run(PrintWriter out, PrintWriter err) throws InterruptedException {
    BenchRun run = new BenchRun(this);
    CountDownLatch printed = new CountDownLatch(1);
    Thread onInterrupt = new Thread(() -> stop(run, printed), "bench-stop");
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    try {
      Result result;
      try (ProgressLines progress = new ProgressLines(run, err)) {
        result = run.run();
      }
      out.print(json ? jsonOf(result) : ResultTable.of(result));
      out.flush();
      return result.clean() ? 0 : 1;
    } finally {
      printed.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(onInterrupt);
      } catch (IllegalStateException e) {
        // The process is ending already, and its hook has stopped this run.
      }
    }
  }

  private static void stop(BenchRun run, CountDownLatch printed) {
    run.stop();
    try {
      printed.await(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String jsonOf(Result result) {
    try {
      return new ObjectMapper()
              .enable(SerializationFeature.INDENT_OUTPUT)
              .writeValueAsString(result)
          + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Loads to the end of the window, or until {@link BenchRun#stop}; on the command's thread. */
  abstract void load(BenchRun run) throws InterruptedException;

  /**
   * Asked after {@link #load}: whether everything was looked for, so that what was not received is
   * lost.
   */
  boolean drained(BenchRun run) {
    return run.endpointIsThere();
  }

  /** How many connections load the endpoint, each on a thread of its own. */
  int connections() {
    return 1;
  }

  /** How many connections the result names. */
  int allConnections() {
    return connections();
  }

  /** Messages in a request. */
  int batch() {
    return 1;
  }

  int queues() {
    return 1;
  }

  int leastBodySize() {
    return NumberedBodies.MIN_SIZE;
  }

  /** Whether messages that come before they are due are looked for. */
  boolean findsEarly() {
    return false;
  }

  /** Asked after {@link #load}: what was seen of a topic; null if the workload has none. */
  Result.FanOut fanOut(long publishes, double seconds) {
    return null;
  }

  /** Asked after {@link #load}: what was seen in the server's processes; null if nothing. */
  SoakResult soak() {
    return null;
  }

  /** What a line of progress adds. Any thread. */
  String status() {
    return "";
  }

  /** The time from one line of progress to the next. */
  int secondsPerLine() {
    return 1;
  }

  /** Refuses values that cannot be, before anything is sent, and sets what depends on others. */
  void check() {
    range("--body-size", bodySize, leastBodySize(), 1 << 20);
    range("--visibility-timeout", visibilityTimeout, 1, 43_200);
    range("--polling-wait", pollingWait, 0, 30);
    target.check(this);
  }

  final String name() {
    return spec.name();
  }

  /** Whether the command line has the option. */
  final boolean given(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  final void range(String option, long value, long min, long max) {
    if (value < min || value > max) {
      throw usage(option + " must be " + min + " to " + max + ", not " + value + ".");
    }
  }

  final ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  /** A connection that is not connected yet. */
  final CmqConnection connection() {
    return target.connection(patience);
  }
}
