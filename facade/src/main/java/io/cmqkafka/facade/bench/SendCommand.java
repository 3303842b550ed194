package io.cmqkafka.facade.bench;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The subcommand {@code bench send}. */
@Command(
    name = "send",
    description = {"Sends (--batch: messages in a request)."})
final class SendCommand extends WorkloadCommand {
  @Mixin private ConnectionOptions load;

  @Option(
      names = "--queues",
      paramLabel = "N",
      defaultValue = "1",
      description = "spread over NAME-0, NAME-1, ..., 1 to 100; default ${DEFAULT-VALUE}")
  private int queues;

  @Option(names = "--verify", description = "receive everything afterwards, unmeasured")
  private boolean verify;

  SendCommand(Map<String, String> environment) {
    super(environment);
  }

  @Override
  WorkloadName workload() {
    return WorkloadName.SEND;
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
  boolean verify() {
    return verify;
  }
}
