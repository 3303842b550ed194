package io.cmqkafka.facade.bench;

import picocli.CommandLine.Option;

/** Options of workloads that load one endpoint over many connections. */
final class ConnectionOptions {
  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "64",
      description = "1 to 1000, one thread each; default ${DEFAULT-VALUE}")
  int connections;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "1",
      description = "messages in a request, 1 to 16; default ${DEFAULT-VALUE}")
  int batch;

  void check(Workload workload) {
    workload.range("--connections", connections, 1, 1000);
    workload.range("--batch", batch, 1, 16);
  }
}
