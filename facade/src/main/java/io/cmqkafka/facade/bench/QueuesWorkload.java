package io.cmqkafka.facade.bench;

import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A workload of many connections on one queue or several. */
abstract class QueuesWorkload extends Workload {
  @Mixin private ConnectionOptions load;

  @Option(
      names = "--queues",
      paramLabel = "N",
      defaultValue = "1",
      description = "spread over NAME-0, NAME-1, ..., 1 to 100; default ${DEFAULT-VALUE}")
  private int queues;

  QueuesWorkload(Map<String, String> environment) {
    super(environment);
  }

  @Override
  int connections() {
    return load.connections;
  }

  @Override
  int batch() {
    return load.batch;
  }

  @Override
  int queues() {
    return queues;
  }

  @Override
  void check() {
    super.check();
    load.check(this);
    range("--queues", queues, 1, 100);
  }
}
