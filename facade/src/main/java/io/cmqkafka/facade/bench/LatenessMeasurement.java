package io.cmqkafka.facade.bench;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * How late messages come that fall due: one connection sends messages with a delay of one second at
 * a steady rate, the other one is always waiting. It receives each message twice: when its delay is
 * over, and, because it does not delete it the first time, when its visibility is over.
 *
 * <p>Due times are taken from this side's clock: the answer of the send plus the delay, and the
 * answer of the first receive plus the visibility timeout. The server's clock started up to one
 * request earlier, so lateness is understated by at most the time of that request (the send step's
 * figure), and overstated by the way of the last answer. A message is early only if it comes before
 * the earliest moment at which it can be due: the start of the send plus the delay, or that moment
 * (or the start of the first receive, whichever is later) plus the visibility timeout; less one
 * millisecond, because a server may count in whole ones.
 */
final class LatenessMeasurement {
  private static final int DELAY_SECONDS = 1;
  private static final long DELAY_NANOS = TimeUnit.SECONDS.toNanos(DELAY_SECONDS);
  private static final long GRANULARITY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** What is known of a message that will come. */
  private static final class Due {
    final long earliest;
    volatile long at;
    final boolean again;

    Due(long earliest, long at, boolean again) {
      this.earliest = earliest;
      this.at = at;
      this.again = again;
    }
  }

  private final BenchRun run;
  private final int rate;
  private final int pollingWait;
  private final String queue;
  private final long visibilityNanos;
  private final Map<Integer, Due> dues = new ConcurrentHashMap<>();
  private volatile boolean sending = true;

  LatenessMeasurement(BenchRun run, int rate, int pollingWait) {
    this.run = run;
    this.rate = rate;
    this.pollingWait = pollingWait;
    this.queue = run.queues().get(0);
    this.visibilityNanos = TimeUnit.MILLISECONDS.toNanos(run.queues().visibilityMillis());
  }

  void run() throws InterruptedException {
    run.onEachConnection(
        connection -> {
          if (connection.index() == 0) {
            try {
              send(connection);
            } finally {
              sending = false;
            }
          } else {
            receive(connection);
          }
        });
  }

  private void send(LoadConnection connection) {
    Pace pace = new Pace(rate);
    while (connection.isRunning()) {
      int sequence = run.ledger().allot(1);
      long start = System.nanoTime();
      Due due = new Due(start + DELAY_NANOS, start + DELAY_NANOS, false);
      dues.put(sequence, due);
      if (connection.send(queue, sequence, 1, DELAY_SECONDS)) {
        due.at = connection.answeredAt() + DELAY_NANOS;
      } else {
        dues.remove(sequence);
      }
      pace.awaitNext();
    }
  }

  private void receive(LoadConnection connection) {
    while (!connection.gaveUp()) {
      long latest = DELAY_NANOS + visibilityNanos;
      if (!sending && (dues.isEmpty() || run.quietSince(run.window().to() + latest))) {
        return;
      }
      List<LoadConnection.Received> received = connection.receive(queue, 1, pollingWait);
      if (received.isEmpty()) {
        continue;
      }
      long asked = connection.askedAt();
      long answered = connection.answeredAt();
      int sequence = received.get(0).sequence();
      Due due = dues.remove(sequence);
      if (due != null) {
        if (answered - due.earliest < -GRANULARITY_NANOS) {
          run.tally().early();
        }
        Step step = due.again ? Step.EXPIRY_LATENESS : Step.DELAY_LATENESS;
        long from = answered - due.at < 0 ? answered : due.at;
        run.tally().time(step, from, answered, run.window());
      }
      if (due != null && !due.again) {
        long leased = asked - due.earliest < 0 ? due.earliest : asked;
        dues.put(sequence, new Due(leased + visibilityNanos, answered + visibilityNanos, true));
      } else {
        connection.done(connection.delete(queue, received));
      }
    }
  }
}
