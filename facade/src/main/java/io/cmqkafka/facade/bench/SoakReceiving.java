package io.cmqkafka.facade.bench;

import io.cmqkafka.facade.bench.LoadConnection.Received;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Receives and deletes, except that of every {@value #LEFT} messages one is left alone when it
 * comes for the first time, so that its visibility ends and it comes again. For several
 * connections.
 */
final class SoakReceiving {
  private static final int BATCH = 16;
  private static final int LEFT = 20;

  private final BenchRun run;

  /**
   * Messages that were left alone and have not come again. There are no more of them than are left
   * within a visibility timeout.
   */
  private final Set<Integer> left = ConcurrentHashMap.newKeySet();

  SoakReceiving(BenchRun run) {
    this.run = run;
  }

  /** With long polls, until the window is over; then until everything has been received. */
  void run(LoadConnection connection, String queue) {
    while (connection.isRunning()) {
      receive(connection, queue, BATCH, run.workload().pollingWait);
    }
    connection.drainRest();
  }

  /** With receives that do not wait, one message each, at a steady rate. */
  void runWithoutWaiting(LoadConnection connection, String queue, int perSecond) {
    Pace pace = new Pace(perSecond);
    while (pace.awaitNext(connection::isRunning)) {
      receive(connection, queue, 1, 0);
    }
  }

  private void receive(LoadConnection connection, String queue, int count, int wait) {
    List<Received> received = connection.receive(queue, count, wait);
    List<Received> toDelete = received.stream().filter(this::isToBeDeleted).toList();
    connection.done(connection.delete(queue, toDelete));
  }

  private boolean isToBeDeleted(Received message) {
    int sequence = message.sequence();
    if (sequence % LEFT == 0 && left.add(sequence)) {
      return false;
    }
    left.remove(sequence);
    return true;
  }
}
