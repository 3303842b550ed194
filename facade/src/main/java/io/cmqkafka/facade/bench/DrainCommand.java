package io.cmqkafka.facade.bench;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The subcommand {@code bench drain}. */
@Command(
    name = "drain",
    description = {"Fills the queue with --messages, then receives and deletes them."})
final class DrainCommand extends WorkloadCommand {
  @Mixin private ConnectionOptions load;

  @Option(
      names = "--queues",
      paramLabel = "N",
      defaultValue = "1",
      description = "spread over NAME-0, NAME-1, ..., 1 to 100; default ${DEFAULT-VALUE}")
  private int queues;

  @Option(
      names = "--messages",
      paramLabel = "N",
      defaultValue = "200000",
      description = "how many to begin with, 1 to 50000000; default ${DEFAULT-VALUE}")
  private int messages;

  DrainCommand(Map<String, String> environment) {
    super(environment);
  }

  @Override
  WorkloadName workload() {
    return WorkloadName.DRAIN;
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

  @Override
  int messages() {
    return range("--messages", messages, 1, 50_000_000);
  }
}
