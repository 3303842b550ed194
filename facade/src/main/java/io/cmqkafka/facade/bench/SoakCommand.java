package io.cmqkafka.facade.bench;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The subcommand {@code bench soak}. */
@Command(
    name = "soak",
    description =
        "A steady mix of everything at --rate, while the server's processes are sampled "
            + "at --management; fails if anything in them grows without bound.")
final class SoakCommand extends WorkloadCommand {
  private static final Duration MAX_WARM_UP = Duration.ofMinutes(10);
  private static final int MANAGEMENT_PORT = 8081;

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
      description =
          "where pushes to one more subscriber come in; default none. An address of this"
              + " machine that push.allow admits, port 0 for any")
  private String pushListen;

  SoakCommand(Map<String, String> environment) {
    super(environment);
  }

  @Override
  WorkloadName workload() {
    return WorkloadName.SOAK;
  }

  @Override
  int rate() {
    return range("--rate", rate, 1, 10_000);
  }

  @Override
  int queues() {
    return SoakWorkload.QUEUES;
  }

  @Override
  Duration defaultDuration() {
    return Duration.ofHours(1);
  }

  @Override
  Duration defaultWarmUp() {
    Duration third = duration().dividedBy(3);
    return third.compareTo(MAX_WARM_UP) < 0 ? third : MAX_WARM_UP;
  }

  @Override
  int defaultVisibilityTimeout() {
    return 10;
  }

  @Override
  int defaultPollingWait() {
    return 5;
  }

  @Override
  SoakSettings soak() {
    if (keep()) {
      throw usage("soak deletes what it creates: leave out --keep.");
    }
    Duration every = sampleEvery;
    if (every == null) {
      long millis = duration().toMillis() / 60;
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
    return endpoint().host().contains(":") ? "[" + endpoint().host() + "]" : endpoint().host();
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
}
