package io.cmqkafka.facade.bench;

/**
 * Each connection sends a batch, receives as many messages as it sent, deletes them. Counts
 * messages that went all the way.
 */
final class CycleWorkload implements Workload {

  @Override
  public void run(BenchRun run) throws InterruptedException {
    run.startWindow();
    run.onEachLane(
        lane -> {
          for (int turn = lane.index(); lane.goesOn(); turn += run.lanes().size()) {
            cycle(run, lane, run.queues().get(turn));
          }
          lane.drainRest();
        });
  }

  @Override
  public boolean drained(BenchRun run) {
    return run.endpointIsThere();
  }

  private static void cycle(BenchRun run, Lane lane, String queue) {
    int owed = lane.send(queue, run.settings().batch());
    while (owed > 0 && !lane.gaveUp()) {
      Lane.Received received = lane.receive(queue, owed, run.settings().pollingWait());
      if (received.size() == 0) {
        return;
      }
      owed -= received.size();
      lane.tally().done(lane.delete(queue, received), lane.answeredAt(), run.window());
    }
  }
}
