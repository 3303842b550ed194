package io.cmqkafka.facade.bench;

import java.util.concurrent.atomic.AtomicInteger;

/** Fills the queue, then receives and deletes until it is empty or the duration has passed. */
final class DrainWorkload implements Workload {
  /** Keeps a batch within the oldest limit of bodies in a request. */
  private static final int MAX_FILL_BYTES = 60_000;

  private volatile boolean ranDry;

  @Override
  public void run(BenchRun run) throws InterruptedException {
    AtomicInteger left = new AtomicInteger(run.settings().messages());
    run.onEachLane(lane -> fill(run, lane, left));
    run.startWindow();
    run.onEachLane(lane -> drain(run, lane));
    if (!drained(run)) {
      run.note(
          run.ledger().undeleted()
              + " messages were left when the time was over: what is lost is not known.");
    }
  }

  @Override
  public boolean drained(BenchRun run) {
    return run.endpointIsThere() && (ranDry || run.ledger().undeleted() == 0);
  }

  private static void fill(BenchRun run, Lane lane, AtomicInteger left) {
    int batch = Math.max(1, Math.min(16, MAX_FILL_BYTES / run.settings().bodySize()));
    int turn = lane.index();
    while (lane.goesOn() && !run.stopped()) {
      int count = Math.min(batch, left.getAndAdd(-batch));
      if (count <= 0) {
        return;
      }
      lane.send(run.queues().get(turn++), count);
    }
  }

  private void drain(BenchRun run, Lane lane) {
    int turn = lane.index();
    int emptyInRow = 0;
    long from = System.nanoTime();
    while (lane.goesOn() && run.ledger().undeleted() > 0) {
      // With several queues an empty one is passed by; waiting starts when all were empty.
      boolean wait = run.queues().count() == 1 || emptyInRow >= run.queues().count();
      String queue = run.queues().get(turn++);
      Lane.Received received =
          lane.receive(queue, run.settings().batch(), wait ? run.settings().pollingWait() : 0);
      emptyInRow = received.size() == 0 ? emptyInRow + 1 : 0;
      if (emptyInRow > 0 && run.quietSince(from)) {
        ranDry = true;
        return;
      }
      lane.tally().done(lane.delete(queue, received), lane.answeredAt(), run.window());
    }
  }
}
