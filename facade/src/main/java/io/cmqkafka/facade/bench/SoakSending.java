package io.cmqkafka.facade.bench;

import java.util.concurrent.TimeUnit;

/** Sends at a steady rate: single messages, batches, delayed ones. For one lane. */
final class SoakSending {
  private static final int BATCH = 8;
  private static final int DELAY_SECONDS = 2;

  private final BenchRun run;
  private final String queue;
  private final double perSecond;

  /**
   * @param perSecond messages
   */
  SoakSending(BenchRun run, String queue, double perSecond) {
    this.run = run;
    this.queue = queue;
    this.perSecond = perSecond;
  }

  void run(Lane lane) {
    // A round is four requests with 1, 1, BATCH and 1 messages.
    double rounds = perSecond / (BATCH + 3);
    Pace pace = new Pace((long) (TimeUnit.SECONDS.toNanos(1) / rounds / 4), System.nanoTime());
    for (int turn = 0; pace.awaitNext(lane::goesOn); turn++) {
      int count = turn % 4 == 2 ? BATCH : 1;
      int delay = turn % 4 == 3 ? DELAY_SECONDS : 0;
      lane.send(queue, run.ledger().allot(count), count, delay);
    }
  }
}
