package io.cmqkafka.facade.bench;

/** One client: send, receive, delete, one after the other. Then the lateness part, if asked for. */
final class LatencyWorkload implements Workload {

  @Override
  public int connections(Settings settings) {
    return settings.lateness() ? 2 : 1;
  }

  @Override
  public void run(BenchRun run) throws InterruptedException {
    if (run.settings().lateness()) {
      new LatenessPart(run).run();
      return;
    }
    run.startWindow();
    run.onEachLane(
        lane -> {
          while (lane.goesOn()) {
            roundTrip(run, lane);
          }
          lane.drainRest();
        });
  }

  @Override
  public boolean drained(BenchRun run) {
    return run.endpointIsThere();
  }

  private static void roundTrip(BenchRun run, Lane lane) {
    String queue = run.queues().get(0);
    int owed = lane.send(queue, 1);
    if (owed == 1) {
      Lane.Received received = lane.receive(queue, 1, run.settings().pollingWait());
      lane.tally().done(lane.delete(queue, received), lane.answeredAt(), run.window());
    }
  }
}
