package io.cmqkafka.facade.bench;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The subcommand {@code bench latency}. */
@Command(
    name = "latency",
    description =
        "One client, one after the other; --lateness measures instead how late delayed "
            + "and expired messages reach a waiting receiver.")
final class LatencyCommand extends WorkloadCommand {
  @Option(names = "--lateness", description = "measure delays and expiries instead")
  private boolean lateness;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "20",
      description = "lateness: messages a second, 1 to 10000; default ${DEFAULT-VALUE}")
  private int rate;

  LatencyCommand(Map<String, String> environment) {
    super(environment);
  }

  @Override
  WorkloadName workload() {
    return WorkloadName.LATENCY;
  }

  @Override
  int rate() {
    return range("--rate", rate, 1, 10_000);
  }

  @Override
  boolean lateness() {
    return lateness;
  }

  @Override
  int defaultVisibilityTimeout() {
    return lateness ? 1 : super.defaultVisibilityTimeout();
  }
}
