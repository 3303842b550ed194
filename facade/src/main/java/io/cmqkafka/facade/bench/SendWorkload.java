package io.cmqkafka.facade.bench;

/** Sends; each request one message or one batch. With verify, receives everything afterwards. */
final class SendWorkload implements Workload {

  @Override
  public void run(BenchRun run) throws InterruptedException {
    run.startWindow();
    run.onEachLane(lane -> send(run, lane));
    if (run.settings().verify()) {
      run.onEachLane(Lane::drainRest);
    }
  }

  @Override
  public boolean drained(BenchRun run) {
    return run.settings().verify() && run.endpointIsThere();
  }

  private static void send(BenchRun run, Lane lane) {
    int batch = run.settings().batch();
    for (int turn = lane.index(); lane.goesOn(); turn += run.lanes().size()) {
      int sent = lane.send(run.queues().get(turn), batch);
      lane.tally().done(sent, lane.answeredAt(), run.window());
    }
  }
}
