package io.cmqkafka.facade.bench;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One client: send, receive, delete, one after the other. Or lateness, if asked for. */
@Command(
    name = "latency",
    description =
        "One client, one after the other; --lateness measures instead how late delayed "
            + "and expired messages reach a waiting receiver.")
final class LatencyWorkload extends Workload {
  @Option(names = "--lateness", description = "measure delays and expiries instead")
  private boolean lateness;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "20",
      description = "lateness: messages a second, 1 to 10000; default ${DEFAULT-VALUE}")
  private int rate;

  LatencyWorkload(Map<String, String> environment) {
    super(environment);
  }

  @Override
  void check() {
    if (lateness && !given("--visibility-timeout")) {
      visibilityTimeout = 1;
    }
    super.check();
    range("--rate", rate, 1, 10_000);
  }

  @Override
  int connections() {
    return lateness ? 2 : 1;
  }

  @Override
  boolean findsEarly() {
    return lateness;
  }

  @Override
  void load(BenchRun run) throws InterruptedException {
    run.startWindow();
    if (lateness) {
      new LatenessMeasurement(run, rate, Math.max(1, pollingWait)).run();
      return;
    }
    run.onEachConnection(
        connection -> {
          while (connection.isRunning()) {
            roundTrip(connection, run.queues().get(0));
          }
          connection.drainRest();
        });
  }

  private void roundTrip(LoadConnection connection, String queue) {
    if (connection.send(queue, 1) == 1) {
      connection.done(connection.delete(queue, connection.receive(queue, 1, pollingWait)));
    }
  }
}
