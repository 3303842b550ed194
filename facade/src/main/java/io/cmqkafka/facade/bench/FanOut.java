package io.cmqkafka.facade.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The first lanes publish, each of the others receives from and deletes in one subscriber's queue.
 * Counts copies that went all the way.
 *
 * <p>Each body carries the time at which its publish was started, so the time to its receive needs
 * no memory and is one of a single clock.
 *
 * <p>When publishing has ended, a receiver ends with the first empty answer after all copies were
 * received, so that a copy too many is met too; at the latest a quiet time later.
 */
final class FanOut {
  private static final int RECEIVE_BATCH = 16;

  private final BenchRun run;
  private final String topic;
  private final int publishers;
  private final int subscribers;
  private final Copies copies;
  private final AtomicInteger publishing;
  private volatile boolean ended;
  private volatile long endedAt;
  private volatile long leftAtEnd;

  FanOut(BenchRun run, String topic) {
    this.run = run;
    this.topic = topic;
    this.publishers = run.settings().connections();
    this.subscribers = run.queues().count();
    this.copies = new Copies(run.ledger(), run.bodies(), subscribers);
    this.publishing = new AtomicInteger(publishers);
  }

  void run() throws InterruptedException {
    run.startWindow();
    long start = System.nanoTime();
    run.onEachLane(
        lane -> {
          if (lane.index() >= publishers) {
            receive(lane);
            return;
          }
          try {
            publish(lane, start);
          } finally {
            if (publishing.decrementAndGet() == 0) {
              leftAtEnd = run.ledger().unreceived();
              endedAt = System.nanoTime();
              ended = true;
            }
          }
        });
    run.note(
        String.format(
            Locale.ROOT, "%,d copies were still to come when publishing ended.", leftAtEnd));
  }

  /** Whether each subscriber's queue had somebody who looked to the end. */
  boolean drained() {
    for (int subscriber = 0; subscriber < subscribers; subscriber++) {
      int wanted = subscriber;
      if (run.lanes().stream()
          .filter(lane -> lane.index() >= publishers && subscriber(lane) == wanted)
          .allMatch(Lane::gaveUp)) {
        return false;
      }
    }
    return true;
  }

  private void publish(Lane lane, long start) {
    int batch = run.settings().batch();
    int rate = run.settings().sendRate();
    // Each lane has its share of the rate, and the lanes' beats are spread evenly.
    long interval =
        rate == Settings.UNPACED ? 0 : TimeUnit.SECONDS.toNanos(publishers) * batch / rate;
    Pace pace = new Pace(interval, start + interval * lane.index() / publishers);
    while (pace.awaitNext(lane::goesOn)) {
      int first = copies.allot(batch);
      long startedAt = System.nanoTime();
      List<byte[]> bodies = new ArrayList<>(batch);
      for (int i = 0; i < batch; i++) {
        bodies.add(run.bodies().of(first + i, startedAt));
      }
      if (lane.publish(topic, bodies)) {
        copies.published(first, batch);
      }
    }
  }

  private void receive(Lane lane) {
    int subscriber = subscriber(lane);
    String queue = run.queues().get(subscriber);
    int wait = run.settings().pollingWait();
    while (!lane.gaveUp()) {
      boolean last = ended;
      Lane.Received received =
          lane.receive(
              queue, RECEIVE_BATCH, last ? Math.min(1, wait) : wait, copies.of(subscriber));
      received.bodies().forEach(body -> time(lane, body));
      lane.tally().done(lane.delete(queue, received), lane.answeredAt(), run.window());
      if (last && over(received)) {
        return;
      }
    }
  }

  private void time(Lane lane, String body) {
    run.bodies()
        .timeOf(body)
        .ifPresentOrElse(
            startedAt ->
                lane.tally().time(Step.FAN_OUT, startedAt, lane.answeredAt(), run.window()),
            () -> lane.tally().error("a body whose time was altered"));
  }

  private boolean over(Lane.Received received) {
    if (run.ledger().unreceived() > 0) {
      return run.quietSince(endedAt);
    }
    return received.size() == 0 || System.nanoTime() - endedAt > run.settings().quiet().toNanos();
  }

  private int subscriber(Lane lane) {
    return (lane.index() - publishers) % subscribers;
  }
}
