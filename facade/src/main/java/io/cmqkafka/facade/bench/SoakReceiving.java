package io.cmqkafka.facade.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Receives and deletes, except that of every {@value #LEFT} messages one is left alone when it
 * comes for the first time, so that its visibility ends and it comes again. For several lanes.
 */
final class SoakReceiving {
  private static final int BATCH = 16;
  private static final int LEFT = 20;

  private final BenchRun run;

  /** Those that are to come again; as many as are left within a visibility timeout. */
  private final Set<Integer> left = ConcurrentHashMap.newKeySet();

  SoakReceiving(BenchRun run) {
    this.run = run;
  }

  /** With long polls, until the window is over; then until everything has been received. */
  void run(Lane lane, String queue) {
    while (lane.goesOn()) {
      take(lane, queue, BATCH, run.settings().pollingWait());
    }
    lane.drainRest();
  }

  /** With receives that do not wait, one message each, at a steady rate. */
  void runWithoutWaiting(Lane lane, String queue, int perSecond) {
    Pace pace = new Pace(perSecond);
    while (pace.awaitNext(lane::goesOn)) {
      take(lane, queue, 1, 0);
    }
  }

  private void take(Lane lane, String queue, int count, int wait) {
    Lane.Received received = withoutThoseLeft(lane.receive(queue, count, wait));
    lane.tally().done(lane.delete(queue, received), lane.answeredAt(), run.window());
  }

  private Lane.Received withoutThoseLeft(Lane.Received received) {
    List<Integer> sequences = new ArrayList<>();
    List<String> bodies = new ArrayList<>();
    List<String> handles = new ArrayList<>();
    for (int i = 0; i < received.size(); i++) {
      int sequence = received.sequences().get(i);
      if (sequence % LEFT != 0 || !left.add(sequence)) {
        left.remove(sequence);
        sequences.add(sequence);
        bodies.add(received.bodies().get(i));
        handles.add(received.handles().get(i));
      }
    }
    return new Lane.Received(sequences, bodies, handles);
  }
}
