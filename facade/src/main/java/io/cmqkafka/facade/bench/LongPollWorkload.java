package io.cmqkafka.facade.bench;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Many receivers wait, one connection sends at a low rate: the time from the start of a send to the
 * answer of whichever receiver got the message.
 */
final class LongPollWorkload implements Workload {

  @Override
  public int connections(Settings settings) {
    return 1;
  }

  @Override
  public void run(BenchRun run) throws InterruptedException {
    Map<Integer, Long> sendStarts = new ConcurrentHashMap<>();
    try (WaitingReceivers receivers = new WaitingReceivers(run, sendStarts)) {
      receivers.park();
      Thread thread = new Thread(receivers, "bench-receivers");
      thread.setDaemon(true);
      run.startWindow();
      thread.start();
      run.onEachLane(lane -> send(run, lane, sendStarts));
      long from = System.nanoTime();
      while (run.ledger().undeleted() > 0 && thread.isAlive() && !run.quietSince(from)) {
        Thread.sleep(10);
      }
      receivers.finish();
      thread.join();
      run.note(receivers.count() + " receivers were waiting at the end, on one thread.");
    }
  }

  @Override
  public boolean drained(BenchRun run) {
    return run.endpointIsThere();
  }

  private static void send(BenchRun run, Lane lane, Map<Integer, Long> sendStarts) {
    Pace pace = new Pace(run.settings().sendRate());
    for (int turn = 0; lane.goesOn(); turn++) {
      int sequence = run.ledger().allot(1);
      sendStarts.put(sequence, System.nanoTime());
      if (!lane.send(run.queues().get(turn), sequence, 1, 0)) {
        sendStarts.remove(sequence);
      }
      pace.awaitNext();
    }
  }
}
