package io.cmqkafka.facade.bench;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The subcommand {@code bench longpoll}. */
@Command(
    name = "longpoll",
    description =
        "--receivers wait, on one thread; one connection sends at --rate. The endpoint "
            + "must be http.")
final class LongPollCommand extends WorkloadCommand {
  @Option(
      names = "--receivers",
      paramLabel = "N",
      defaultValue = "1000",
      description = "1 to 20000; default ${DEFAULT-VALUE}")
  private int receivers;

  @Option(
      names = "--queues",
      paramLabel = "N",
      defaultValue = "1",
      description = "spread over NAME-0, NAME-1, ..., 1 to 100; default ${DEFAULT-VALUE}")
  private int queues;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "20",
      description = "messages a second, 1 to 10000; default ${DEFAULT-VALUE}")
  private int rate;

  LongPollCommand(Map<String, String> environment) {
    super(environment);
  }

  @Override
  WorkloadName workload() {
    return WorkloadName.LONGPOLL;
  }

  @Override
  int queues() {
    return range("--queues", queues, 1, 100);
  }

  @Override
  int rate() {
    return range("--rate", rate, 1, 10_000);
  }

  @Override
  int receivers() {
    if (endpoint().tls()) {
      throw usage("longpoll speaks http only: name an http endpoint.");
    }
    return range("--receivers", receivers, 1, 20_000);
  }

  @Override
  int defaultPollingWait() {
    return 30;
  }
}
