package io.cmqkafka.facade.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The subcommand {@code bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    customSynopsis = "cmq-kafka bench WORKLOAD --endpoint=URL [OPTIONS]",
    description = "Loads a CMQ endpoint and tells what it did.",
    footerHeading = "%nWorkloads%n",
    footer = {
      "  send      sends (--batch: messages in a request); --verify receives everything",
      "            afterwards",
      "  drain     fills the queue with --messages, then receives and deletes them",
      "  cycle     each connection sends, receives and deletes batches of --batch",
      "  latency   one client, one after the other; --lateness measures instead how",
      "            late delayed and expired messages reach a waiting receiver",
      "  longpoll  --receivers wait, one connection sends at --rate",
      "  publish   publishes to a topic with --subscribers queues, at --rate if given;",
      "            --receivers receive and delete the copies, up to 16 in a request",
      "  soak      a steady mix of everything at --rate, while the server's processes",
      "            are sampled at --management; fails if anything in them grows",
      "            without bound",
      "",
      "The secret key comes from CMQ_SECRET_KEY or --credentials-file (lines",
      "SecretId=SecretKey), else from the file credentials in --data-dir.",
      "Exit codes: 0 all well; 1 errors, or messages lost, duplicated or early;",
      "2 no run."
    })
public final class BenchCommand implements Callable<Integer> {
  /** How long a Ctrl-C waits for the result. */
  private static final int STOP_SECONDS = 20;

  private static final Duration MAX_WARM_UP = Duration.ofMinutes(10);
  private static final int MANAGEMENT_PORT = 8081;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "WORKLOAD",
      converter = WorkloadConverter.class,
      description = "send, drain, cycle, latency, longpoll, publish or soak")
  private WorkloadName workload;

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
      names = "--connections",
      paramLabel = "N",
      defaultValue = "64",
      description = "1 to 1000, one thread each; default ${DEFAULT-VALUE}; soak has its own")
  private int connections;

  @Option(
      names = "--body-size",
      paramLabel = "BYTES",
      defaultValue = "1024",
      description = "32 (publish: 40) to 1048576; default ${DEFAULT-VALUE}")
  private int bodySize;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "1",
      description = "messages in a request, 1 to 16; default ${DEFAULT-VALUE}")
  private int batch;

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

  @Option(
      names = "--queues",
      paramLabel = "N",
      defaultValue = "1",
      description = "spread over NAME-0, NAME-1, ..., 1 to 100; default ${DEFAULT-VALUE}")
  private int queues;

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
      names = "--messages",
      paramLabel = "N",
      defaultValue = "200000",
      description = "drain: how many to begin with, 1 to 50000000; default ${DEFAULT-VALUE}")
  private int messages;

  @Option(
      names = "--subscribers",
      paramLabel = "N",
      description = "publish: queues that get a copy of each message, 1 to 100; default 4")
  private Integer subscribers;

  @Option(
      names = "--receivers",
      paramLabel = "N",
      description =
          "longpoll: 1 to 20000 on one thread, http only; default 1000. publish: 1 to 1000, at"
              + " least one for each subscriber, one thread each; default --connections")
  private Integer receivers;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "longpoll, lateness, publish, soak: messages a second, 1 to 10000; default 20, soak 100,"
              + " publish as many as can be")
  private Integer rate;

  @Option(names = "--lateness", description = "latency: measure delays and expiries instead")
  private boolean lateness;

  @Option(names = "--verify", description = "send: receive everything afterwards, unmeasured")
  private boolean verify;

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

  @Option(
      names = "--management",
      paramLabel = "URL",
      converter = ManagementConverter.class,
      description =
          "soak: the management address of a process of the server, once for each; default the"
              + " endpoint's host with port 8081")
  private List<URI> management = List.of();

  @Option(
      names = "--collect",
      paramLabel = "PID",
      description =
          "soak: a process of the server on this machine whose heap is collected, with jcmd,"
              + " before each sample, so that a short run can judge it")
  private List<Long> collect = List.of();

  @Option(
      names = "--sample-every",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "soak: 100ms to 10m; default a sixtieth of --duration, at least 1s and at most 30s")
  private Duration sampleEvery;

  @Option(
      names = "--push-listen",
      paramLabel = "HOST:PORT",
      description =
          "soak: where pushes to one more subscriber come in; default none. An address of this"
              + " machine that push.allow admits, port 0 for any")
  private String pushListen;

  @Option(names = "--json", description = "print the result as JSON")
  private boolean json;

  private final Map<String, String> environment;

  public BenchCommand() {
    this(System.getenv());
  }

  BenchCommand(Map<String, String> environment) {
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

  private Settings settings() {
    boolean soak = workload == WorkloadName.SOAK;
    if (duration == null) {
      duration = soak ? Duration.ofHours(1) : Duration.ofSeconds(10);
    }
    if (warmUp == null) {
      Duration third = duration.dividedBy(3);
      warmUp =
          !soak ? Duration.ofSeconds(3) : third.compareTo(MAX_WARM_UP) < 0 ? third : MAX_WARM_UP;
    }
    range("--connections", connections, 1, 1000);
    range("--body-size", bodySize, Bodies.MIN_SIZE, 1 << 20);
    range("--batch", batch, 1, 16);
    range("--queues", queues, 1, 100);
    range("--messages", messages, 1, 50_000_000);
    if (soak) {
      if (queues != 1) {
        throw usage("soak has its own queues: leave out --queues.");
      }
      queues = SoakWorkload.QUEUES;
    }
    if (workload == WorkloadName.PUBLISH) {
      publishSettings();
    } else if (subscribers != null) {
      throw usage("--subscribers is for the workload publish.");
    }
    if (receivers == null) {
      receivers = 1000;
    }
    range("--receivers", receivers, 1, 20_000);
    if (rate != null) {
      range("--rate", rate, 1, 10_000);
    } else {
      rate = workload == WorkloadName.PUBLISH ? Settings.UNPACED : soak ? 100 : 20;
    }
    if (visibilityTimeout == null) {
      visibilityTimeout = lateness ? 1 : soak ? 10 : 30;
    }
    range("--visibility-timeout", visibilityTimeout, 1, 43_200);
    if (pollingWait == null) {
      pollingWait = workload == WorkloadName.LONGPOLL ? 30 : soak ? 5 : 1;
    }
    range("--polling-wait", pollingWait, 0, 30);
    if (lateness && workload != WorkloadName.LATENCY) {
      throw usage("--lateness is for the workload latency.");
    }
    if (verify && workload != WorkloadName.SEND) {
      throw usage("--verify is for the workload send; the others look at every message anyway.");
    }
    if (endpoint.tls() && workload == WorkloadName.LONGPOLL) {
      throw usage("longpoll speaks http only: name an http endpoint.");
    }
    return new Settings(
        workload,
        endpoint,
        trust(),
        new CredentialsLookup(environment).find(secretId, credentialsFile, dataDir),
        signature,
        connections,
        bodySize,
        batch,
        warmUp,
        duration,
        queue,
        queues,
        keep,
        visibilityTimeout,
        pollingWait,
        messages,
        receivers,
        rate,
        lateness,
        verify,
        quietTime,
        patience,
        soak ? soakSettings() : null);
  }

  private SoakSettings soakSettings() {
    if (keep) {
      throw usage("soak deletes what it creates: leave out --keep.");
    }
    Duration every = sampleEvery;
    if (every == null) {
      long millis = duration.toMillis() / 60;
      every = Duration.ofMillis(Math.min(30_000, Math.max(1_000, millis)));
    }
    range(
        "--sample-every in ms", (int) Math.min(Integer.MAX_VALUE, every.toMillis()), 100, 600_000);
    List<URI> addresses =
        management.isEmpty()
            ? List.of(new ManagementConverter().convert(hostInUrl() + ":" + MANAGEMENT_PORT))
            : management;
    if (pushListen == null) {
      return new SoakSettings(addresses, collect, every, null, 0);
    }
    int colon = pushListen.lastIndexOf(':');
    try {
      int port = Integer.parseInt(pushListen.substring(colon + 1));
      if (colon < 1) {
        throw new NumberFormatException();
      }
      range("--push-listen's port", port, 0, 65_535);
      return new SoakSettings(addresses, collect, every, pushListen.substring(0, colon), port);
    } catch (NumberFormatException e) {
      throw usage("--push-listen must look like HOST:PORT, not " + pushListen + ".");
    }
  }

  private String hostInUrl() {
    return endpoint.host().contains(":") ? "[" + endpoint.host() + "]" : endpoint.host();
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

  private void publishSettings() {
    if (queues != 1) {
      throw usage("publish has one queue for each of --subscribers: leave out --queues.");
    }
    range("--body-size", bodySize, Bodies.MIN_TIMED_SIZE, 1 << 20);
    if (subscribers == null) {
      subscribers = 4;
    }
    range("--subscribers", subscribers, 1, 100);
    queues = subscribers;
    if (receivers == null) {
      receivers = Math.max(connections, subscribers);
    }
    range("--receivers", receivers, subscribers, 1000);
  }

  private void range(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw usage(option + " must be " + min + " to " + max + ", not " + value + ".");
    }
  }

  private ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  private static final class WorkloadConverter implements ITypeConverter<WorkloadName> {
    @Override
    public WorkloadName convert(String value) {
      return Arrays.stream(WorkloadName.values())
          .filter(name -> name.toString().equals(value))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'" + value + "' is none of " + Arrays.toString(WorkloadName.values())));
    }
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

  private static final class ManagementConverter implements ITypeConverter<URI> {
    @Override
    public URI convert(String value) {
      try {
        URI uri = URI.create(value.contains("://") ? value : "http://" + value);
        if (uri.getHost() != null && uri.getScheme().matches("https?")) {
          return uri.getPath().length() > 1 ? uri : uri.resolve("/metrics");
        }
      } catch (IllegalArgumentException e) {
        // Said below.
      }
      throw new TypeConversionException("'" + value + "' is no address such as 127.0.0.1:8081");
    }
  }

  private static final class DurationConverter implements ITypeConverter<Duration> {
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h)?");

    @Override
    public Duration convert(String value) {
      Matcher time = TIME.matcher(value);
      if (!time.matches()) {
        throw new TypeConversionException("'" + value + "' is no time such as 500ms, 10s or 2m");
      }
      long number = Long.parseLong(time.group(1));
      Duration duration =
          switch (time.group(2) == null ? "s" : time.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofSeconds(number);
          };
      if (duration.compareTo(Duration.ofDays(10)) > 0) {
        throw new TypeConversionException("'" + value + "' is more than 10 days");
      }
      return duration;
    }
  }
}
