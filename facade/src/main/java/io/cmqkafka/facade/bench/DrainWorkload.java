package io.cmqkafka.facade.bench;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Fills the queue, then receives and deletes until it is empty or the duration has passed. */
@Command(
    name = "drain",
    description = {"Fills the queue with --messages, then receives and deletes them."})
final class DrainWorkload extends QueuesWorkload {
  /** Keeps a batch within the oldest limit of bodies in a request. */
  private static final int MAX_FILL_BYTES = 60_000;

  @Option(
      names = "--messages",
      paramLabel = "N",
      defaultValue = "200000",
      description = "how many to begin with, 1 to 50000000; default ${DEFAULT-VALUE}")
  private int messages;

  private volatile boolean ranDry;

  DrainWorkload(Map<String, String> environment) {
    super(environment);
  }

  @Override
  void check() {
    super.check();
    range("--messages", messages, 1, 50_000_000);
  }

  @Override
  void load(BenchRun run) throws InterruptedException {
    AtomicInteger left = new AtomicInteger(messages);
    run.onEachConnection(connection -> fill(run, connection, left));
    run.startWindow();
    run.onEachConnection(connection -> drain(run, connection));
    if (run.tally().done() > 0) {
      run.window().endAt(run.tally().lastDoneAt());
    }
    if (!drained(run)) {
      run.note(
          run.ledger().undeleted()
              + " messages were left when the time was over: what is lost is not known.");
    }
  }

  @Override
  boolean drained(BenchRun run) {
    return run.endpointIsThere() && (ranDry || run.ledger().undeleted() == 0);
  }

  private void fill(BenchRun run, LoadConnection connection, AtomicInteger left) {
    int batch = Math.max(1, Math.min(16, MAX_FILL_BYTES / bodySize));
    int round = connection.index();
    while (connection.isRunning() && !run.stopped()) {
      int count = Math.min(batch, left.getAndAdd(-batch));
      if (count <= 0) {
        return;
      }
      connection.send(run.queues().get(round++), count);
    }
  }

  private void drain(BenchRun run, LoadConnection connection) {
    int round = connection.index();
    int emptyInRow = 0;
    long from = System.nanoTime();
    while (connection.isRunning() && run.ledger().undeleted() > 0) {
      // With several queues a receive waits only when the last receive of each queue was empty.
      boolean wait = queues() == 1 || emptyInRow >= queues();
      String queue = run.queues().get(round++);
      var received = connection.receive(queue, batch(), wait ? pollingWait : 0);
      emptyInRow = received.isEmpty() ? emptyInRow + 1 : 0;
      if (emptyInRow > 0 && run.quietSince(from)) {
        ranDry = true;
        return;
      }
      connection.done(connection.delete(queue, received));
    }
  }
}
