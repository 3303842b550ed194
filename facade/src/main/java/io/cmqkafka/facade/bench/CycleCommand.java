package io.cmqkafka.facade.bench;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The subcommand {@code bench cycle}. */
@Command(
    name = "cycle",
    description = {"Each connection sends, receives and deletes batches of --batch."})
final class CycleCommand extends WorkloadCommand {
  @Mixin private ConnectionOptions load;

  @Option(
      names = "--queues",
      paramLabel = "N",
      defaultValue = "1",
      description = "spread over NAME-0, NAME-1, ..., 1 to 100; default ${DEFAULT-VALUE}")
  private int queues;

  CycleCommand(Map<String, String> environment) {
    super(environment);
  }

  @Override
  WorkloadName workload() {
    return WorkloadName.CYCLE;
  }

  @Override
  int connections() {
    return load.connections(this);
  }

  @Override
  int batch() {
    return load.batch(this);
  }

  @Override
  int queues() {
    return range("--queues", queues, 1, 100);
  }
}
