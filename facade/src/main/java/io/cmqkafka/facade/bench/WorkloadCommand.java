package io.cmqkafka.facade.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The options that every workload's command has, and the run. A subclass adds the options of its
 * workload and overrides what they set.
 */
@Command(
    mixinStandardHelpOptions = true,
    sortOptions = false,
    synopsisHeading = "Usage: ",
    abbreviateSynopsis = true)
abstract class WorkloadCommand implements Callable<Integer> {
  /** How long a Ctrl-C waits for the result. */
  private static final int STOP_SECONDS = 20;

  @Spec private CommandSpec spec;

  @Option(
      names = "--endpoint",
      required = true,
      paramLabel = "URL",
      converter = EndpointConverter.class,
      description = "http://HOST:PORT or https://HOST")
  private Endpoint endpoint;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "https: a PEM file of the certificates to trust; default those of the JDK")
  private Path ca;

  @Option(names = "--insecure", description = "https: trust whoever answers, for tests")
  private boolean insecure;

  @Option(
      names = "--secret-id",
      paramLabel = "ID",
      description = "the key pair's id; default CMQ_SECRET_ID")
  private String secretId;

  @Option(
      names = "--credentials-file",
      paramLabel = "FILE",
      description = "lines SecretId=SecretKey")
  private Path credentialsFile;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "where a local server keeps its credentials; default ${DEFAULT-VALUE}")
  private Path dataDir;

  @Option(
      names = "--signature",
      paramLabel = "METHOD",
      defaultValue = "HmacSHA1",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
  private SignatureMethod signature;

  @Option(
      names = "--body-size",
      paramLabel = "BYTES",
      defaultValue = "1024",
      description = "32 (publish: 40) to 1048576; default ${DEFAULT-VALUE}")
  private int bodySize;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "what is measured, such as 500ms, 10s, 2m, 1h; default 10s, soak 1h")
  private Duration duration;

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "what comes before and is not measured; default 3s, soak a third of --duration, at most"
              + " 10m")
  private Duration warmUp;

  @Option(
      names = "--queue",
      paramLabel = "NAME",
      description =
          "of the queue, with publish of the topic too; default a new one; what is not there yet"
              + " is created and afterwards deleted; what others send to one that is there or"
              + " receive from it spoils the account")
  private String queue;

  @Option(names = "--keep", description = "leave queue, topic and messages")
  private boolean keep;

  @Option(
      names = "--visibility-timeout",
      paramLabel = "SECONDS",
      description = "of the created queue, 1 to 43200; default 30, soak 10, with --lateness 1")
  private Integer visibilityTimeout;

  @Option(
      names = "--polling-wait",
      paramLabel = "SECONDS",
      description = "how long receives wait, 0 to 30; default 1, longpoll 30, soak 5")
  private Integer pollingWait;

  @Option(
      names = "--quiet-time",
      paramLabel = "TIME",
      defaultValue = "5s",
      converter = DurationConverter.class,
      description = "messages not seen for so long at the end are lost; default ${DEFAULT-VALUE}")
  private Duration quietTime;

  @Option(
      names = "--patience",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = DurationConverter.class,
      description =
          "how much longer than a receive's wait an answer may take; default ${DEFAULT-VALUE}")
  private Duration patience;

  @Option(names = "--json", description = "print the result as JSON")
  private boolean json;

  private final Map<String, String> environment;

  WorkloadCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      return run(settings(), out, err);
    } catch (BenchException e) {
      err.println(e.getMessage());
      return 2;
    } finally {
      out.flush();
      err.flush();
    }
  }

  private int run(Settings settings, PrintWriter out, PrintWriter err) throws InterruptedException {
    BenchRun run = new BenchRun(settings);
    CountDownLatch printed = new CountDownLatch(1);
    Thread onInterrupt = new Thread(() -> stop(run, printed), "bench-stop");
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    try {
      Result result;
      try (Progress progress = new Progress(run, err)) {
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
        // The process is ending already: the hook was why this run has ended.
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

  abstract WorkloadName workload();

  /** How many connections load the endpoint, beside those that the workload itself adds. */
  int connections() {
    return 1;
  }

  int batch() {
    return 1;
  }

  int queues() {
    return 1;
  }

  int messages() {
    return 0;
  }

  int receivers() {
    return 0;
  }

  int rate() {
    return Settings.UNPACED;
  }

  boolean lateness() {
    return false;
  }

  boolean verify() {
    return false;
  }

  int leastBodySize() {
    return Bodies.MIN_SIZE;
  }

  Duration defaultDuration() {
    return Duration.ofSeconds(10);
  }

  Duration defaultWarmUp() {
    return Duration.ofSeconds(3);
  }

  int defaultVisibilityTimeout() {
    return 30;
  }

  int defaultPollingWait() {
    return 1;
  }

  SoakSettings soak() {
    return null;
  }

  final Endpoint endpoint() {
    return endpoint;
  }

  final Duration duration() {
    return duration == null ? defaultDuration() : duration;
  }

  final boolean keep() {
    return keep;
  }

  /** The value, if it is in the range. */
  final int range(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw usage(option + " must be " + min + " to " + max + ", not " + value + ".");
    }
    return value;
  }

  final ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  private Settings settings() {
    return new Settings(
        workload(),
        endpoint,
        trust(),
        new CredentialsLookup(environment).find(secretId, credentialsFile, dataDir),
        signature,
        connections(),
        range("--body-size", bodySize, leastBodySize(), 1 << 20),
        batch(),
        warmUp == null ? defaultWarmUp() : warmUp,
        duration(),
        queue,
        queues(),
        keep,
        range(
            "--visibility-timeout",
            visibilityTimeout == null ? defaultVisibilityTimeout() : visibilityTimeout,
            1,
            43_200),
        range("--polling-wait", pollingWait == null ? defaultPollingWait() : pollingWait, 0, 30),
        messages(),
        receivers(),
        rate(),
        lateness(),
        verify(),
        quietTime,
        patience,
        soak());
  }

  private Trust trust() {
    if (!endpoint.tls() && (insecure || ca != null)) {
      throw usage("--ca and --insecure are for https endpoints.");
    }
    if (insecure && ca != null) {
      throw usage("--insecure trusts whoever answers: leave out --ca.");
    }
    return insecure ? Trust.inAnybody() : ca != null ? Trust.in(ca) : Trust.inTheJdks();
  }

  private static final class EndpointConverter implements ITypeConverter<Endpoint> {
    @Override
    public Endpoint convert(String value) {
      try {
        return Endpoint.of(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
