package io.cmqkafka.facade.bench;

import java.util.Map;
import picocli.CommandLine.Command;

/**
 * Each connection sends a batch, receives as many messages as it sent, deletes them. Counts
 * messages that went all the way.
 */
@Command(
    name = "cycle",
    description = {"Each connection sends, receives and deletes batches of --batch."})
final class CycleWorkload extends QueuesWorkload {

  CycleWorkload(Map<String, String> environment) {
    super(environment);
  }

  @Override
  void load(BenchRun run) throws InterruptedException {
    run.startWindow();
    run.onEachConnection(
        connection -> {
          for (int i = connection.index(); connection.isRunning(); i += connections()) {
            cycle(connection, run.queues().get(i));
          }
          connection.drainRest();
        });
  }

  private void cycle(LoadConnection connection, String queue) {
    int owed = connection.send(queue, batch());
    while (owed > 0 && !connection.gaveUp()) {
      var received = connection.receive(queue, owed, pollingWait);
      if (received.isEmpty()) {
        return;
      }
      owed -= received.size();
      connection.done(connection.delete(queue, received));
    }
  }
}
