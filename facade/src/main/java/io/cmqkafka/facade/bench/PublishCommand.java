package io.cmqkafka.facade.bench;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The subcommand {@code bench publish}. */
@Command(
    name = "publish",
    description =
        "Publishes to a topic with --subscribers queues; --receivers receive and delete "
            + "the copies, up to 16 in a request.")
final class PublishCommand extends WorkloadCommand {
  @Mixin private ConnectionOptions load;

  @Option(
      names = "--subscribers",
      paramLabel = "N",
      defaultValue = "4",
      description = "queues that get a copy of each message, 1 to 100; default ${DEFAULT-VALUE}")
  private int subscribers;

  @Option(
      names = "--receivers",
      paramLabel = "N",
      description =
          "1 to 1000, at least one for each subscriber, one thread each; default --connections")
  private Integer receivers;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "messages a second, 1 to 10000; default as many as can be")
  private Integer rate;

  PublishCommand(Map<String, String> environment) {
    super(environment);
  }

  @Override
  WorkloadName workload() {
    return WorkloadName.PUBLISH;
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
    return range("--subscribers", subscribers, 1, 100);
  }

  @Override
  int receivers() {
    int count = receivers == null ? Math.max(load.connections, subscribers) : receivers;
    return range("--receivers", count, subscribers, 1000);
  }

  @Override
  int rate() {
    return rate == null ? Settings.UNPACED : range("--rate", rate, 1, 10_000);
  }

  @Override
  int leastBodySize() {
    return Bodies.MIN_TIMED_SIZE;
  }
}
