package io.cmqkafka.facade.bench;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * A steady mixed load for a long time, while the server's processes are sampled: nothing in them
 * may grow without bound. The load itself leaves nothing behind: everything sent is received, and
 * what is created is deleted.
 */
@Command(
    name = "soak",
    description =
        "A steady mix of everything at --rate, while the server's processes are sampled "
            + "at --management; fails if anything in them grows without bound.")
final class SoakWorkload extends Workload {
  private static final Duration MAX_WARM_UP = Duration.ofMinutes(10);
  private static final int MANAGEMENT_PORT = 8081;

  /** Sent to, subscribed by tag, subscribed by binding key. */
  private static final int QUEUES = 3;

  private static final int CONNECTIONS = 10;
  private static final double SENT = 0.7;
  private static final int SEND_BATCH = 8;
  private static final int DELAY_SECONDS = 2;
  private static final int SHORT_POLLS_PER_SECOND = 5;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "100",
      description = "messages a second, 1 to 10000; default ${DEFAULT-VALUE}")
  private int rate;

  @Option(
      names = "--management",
      paramLabel = "URL",
      converter = ManagementConverter.class,
      description =
          "the management address of a process of the server, once for each; default the"
              + " endpoint's host with port 8081")
  private List<URI> management = List.of();

  @Option(
      names = "--collect",
      paramLabel = "PID",
      description =
          "a process of the server on this machine whose heap is collected, with jcmd,"
              + " before each sample, so that a short run can judge it")
  private List<Long> collect = List.of();

  @Option(
      names = "--sample-every",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "100ms to 10m; default a sixtieth of --duration, at least 1s and at most 30s")
  private Duration sampleEvery;

  @Option(
      names = "--push-listen",
      paramLabel = "HOST:PORT",
      converter = PushAddressConverter.class,
      description =
          "where pushes to one more subscriber come in; default none. An address of this"
              + " machine that push.allow admits, port 0 for any")
  private PushAddress pushListen;

  private volatile SoakSampler sampler;
  private PushListener listener;

  SoakWorkload(Map<String, String> environment) {
    super(environment);
    duration = Duration.ofHours(1);
    visibilityTimeout = 10;
    pollingWait = 5;
  }

  @Override
  void check() {
    super.check();
    range("--rate", rate, 1, 10_000);
    if (keep) {
      throw usage("soak deletes what it creates: leave out --keep.");
    }
    if (!given("--warm-up")) {
      Duration third = duration.dividedBy(3);
      warmUp = third.compareTo(MAX_WARM_UP) < 0 ? third : MAX_WARM_UP;
    }
    if (sampleEvery == null) {
      long millis = duration.toMillis() / 60;
      sampleEvery = Duration.ofMillis(Math.min(30_000, Math.max(1_000, millis)));
    }
    range("--sample-every in ms", sampleEvery.toMillis(), 100, 600_000);
    if (management.isEmpty()) {
      String host =
          target.endpoint.host().contains(":")
              ? "[" + target.endpoint.host() + "]"
              : target.endpoint.host();
      management = List.of(new ManagementConverter().convert(host + ":" + MANAGEMENT_PORT));
    }
  }

  @Override
  int connections() {
    return CONNECTIONS;
  }

  @Override
  int queues() {
    return QUEUES;
  }

  @Override
  void load(BenchRun run) throws InterruptedException {
    sampler = new SoakSampler(run, management, collect, sampleEvery);
    sampler.check();
    SoakTopics topics = new SoakTopics(run);
    try {
      if (pushListen != null) {
        listener = new PushListener(pushListen.host(), pushListen.port());
      }
      topics.create(
          run.queues().get(1), run.queues().get(2), listener == null ? null : listener.url());
      run.startWindow();
      sampler.start();
      load(run, topics);
      sampler.close();
      if (listener != null && listener.pushes() == 0) {
        run.tally().error("nothing was pushed to " + listener.url());
      }
    } finally {
      // The server pushes until its subscription is deleted.
      run.deleteWhatWasCreated();
      if (listener != null) {
        listener.close();
      }
    }
  }

  @Override
  SoakResult soak() {
    return new SoakResult(
        sampler.samples(), listener == null ? null : listener.pushes(), sampler.results());
  }

  @Override
  int secondsPerLine() {
    return 10;
  }

  @Override
  String status() {
    SoakSampler started = sampler;
    return started == null ? "" : started.status();
  }

  private void load(BenchRun run, SoakTopics topics) throws InterruptedException {
    String queue = run.queues().get(0);
    SoakReceiving receiving = new SoakReceiving(run);
    run.onEachConnection(
        connection -> {
          switch (connection.index()) {
            case 0 -> send(run, connection, queue);
            case 1 -> topics.publish(connection, rate * (1 - SENT));
            case 2, 3, 4 -> receiving.run(connection, queue);
            case 5 -> receiving.runWithoutWaiting(connection, queue, SHORT_POLLS_PER_SECOND);
            case 6 -> receiving.run(connection, run.queues().get(1));
            case 7 -> receiving.run(connection, run.queues().get(2));
            case 8 -> new SoakLifecycles(run).run(connection);
            default -> new SoakRewinds(run).run(connection);
          }
        });
  }

  /** At a steady rate: single messages, batches, delayed ones. */
  private void send(BenchRun run, LoadConnection connection, String queue) {
    // A round is four requests with 1, 1, SEND_BATCH and 1 messages.
    double rounds = rate * SENT / (SEND_BATCH + 3);
    Pace pace = new Pace((long) (TimeUnit.SECONDS.toNanos(1) / rounds / 4), System.nanoTime());
    for (int i = 0; pace.awaitNext(connection::isRunning); i++) {
      int count = i % 4 == 2 ? SEND_BATCH : 1;
      int delay = i % 4 == 3 ? DELAY_SECONDS : 0;
      connection.send(queue, run.ledger().allot(count), count, delay);
    }
  }

  private record PushAddress(String host, int port) {}

  private static final class PushAddressConverter implements ITypeConverter<PushAddress> {
    @Override
    public PushAddress convert(String value) {
      int colon = value.lastIndexOf(':');
      try {
        int port = Integer.parseInt(value.substring(colon + 1));
        if (colon >= 1 && port >= 0 && port <= 65_535) {
          return new PushAddress(value.substring(0, colon), port);
        }
      } catch (NumberFormatException e) {
        // The exception below says so.
      }
      throw new TypeConversionException("'" + value + "' is no address such as 127.0.0.1:0");
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
        // The exception below says so.
      }
      throw new TypeConversionException("'" + value + "' is no address such as 127.0.0.1:8081");
    }
  }
}
