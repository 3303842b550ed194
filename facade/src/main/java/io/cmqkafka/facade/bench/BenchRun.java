package io.cmqkafka.facade.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * One run: queues, account, lanes and the measured window. {@link #run} on one thread, {@link
 * #stop} and what progress reads on any.
 */
final class BenchRun {
  private final Settings settings;
  private final Workload workload;
  private final Bodies bodies;
  private final ControlPlane control;
  private final BenchQueues queues;
  private final List<Lane> lanes;
  private final List<Tally> otherTallies = new CopyOnWriteArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private volatile Ledger ledger = new Ledger(0);
  private volatile Window window;
  private volatile boolean measuring;
  private volatile boolean stopped;

  BenchRun(Settings settings) {
    this.settings = settings;
    this.workload = settings.workload().workload();
    this.bodies = new Bodies(settings.bodySize());
    this.control = new ControlPlane(settings, connection());
    this.queues = new BenchQueues(settings, control);
    this.window = unmeasured();
    List<Lane> all = new ArrayList<>();
    for (int i = 0; i < workload.connections(settings); i++) {
      all.add(new Lane(i, this, connection()));
    }
    this.lanes = List.copyOf(all);
  }

  /**
   * @throws BenchException if the run cannot take place
   */
  Result run() throws InterruptedException {
    try {
      queues.create();
      if (!queues.found().isEmpty()) {
        note(
            "There already: "
                + String.join(", ", queues.found())
                + ". Messages of others in it count as foreign and stay; messages of this run that"
                + " others receive count as lost, redelivered or duplicated.");
      }
      ledger = new Ledger(queues.visibilityMillis());
      workload.run(this);
      endWithTheLastConnection();
    } finally {
      lanes.forEach(lane -> lane.connection().close());
      String failure = queues.delete();
      if (failure != null) {
        note(failure);
      }
      control.close();
    }
    return Result.of(this);
  }

  /** Ends the measured window now; what follows it (draining, results) still happens. */
  void stop() {
    stopped = true;
    window.endAt(System.nanoTime());
  }

  /** Starts the warm-up, and after it the measuring. */
  void startWindow() {
    window = new Window(System.nanoTime(), settings.warmUp(), settings.duration());
    measuring = true;
    if (stopped) {
      window.endAt(System.nanoTime());
    }
  }

  /** Runs {@code work} for each lane on a thread of its own, until all have ended. */
  void onEachLane(Consumer<Lane> work) throws InterruptedException {
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (Lane lane : lanes) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  work.accept(lane);
                } catch (RuntimeException e) {
                  failure.compareAndSet(null, e);
                  stop();
                }
              },
              "bench-" + lane.index());
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  /**
   * Whether no message was received for the quiet time, counted from {@code nanoTime} on. After
   * errors it is longer by the visibility timeout: the answer with a message may have gone astray.
   */
  boolean quietSince(long nanoTime) {
    boolean errors = tallies().stream().anyMatch(tally -> tally.errors() > 0);
    long quiet =
        settings.quiet().toNanos()
            + (errors ? TimeUnit.MILLISECONDS.toNanos(queues.visibilityMillis()) : 0);
    long now = System.nanoTime();
    return now - nanoTime > quiet && now - ledger.lastReceivedAt() > quiet;
  }

  /** Whether at least one lane still had a working connection when it ended. */
  boolean endpointIsThere() {
    return lanes.stream().anyMatch(lane -> !lane.gaveUp());
  }

  /**
   * What gave up loaded nothing any more: without any connection the measured time ends with the
   * last answer, and a rate of fewer connections says so.
   */
  private void endWithTheLastConnection() {
    long gone = lanes.stream().filter(Lane::gaveUp).count();
    if (gone == 0) {
      return;
    }
    if (!endpointIsThere()) {
      window.endAt(
          lanes.stream()
              .filter(Lane::wasAnswered)
              .map(Lane::answeredAt)
              .reduce(window.from(), (a, b) -> a - b > 0 ? a : b));
    }
    note(
        "%d of %d connections gave up after %d broken attempts in a row; %s."
            .formatted(
                gone,
                lanes.size(),
                Lane.MAX_BROKEN,
                endpointIsThere()
                    ? "the figures are those of fewer and fewer connections"
                    : "the figures end with the last answer"));
  }

  /** A tally for a thread that is no lane. */
  Tally newTally() {
    Tally tally = new Tally();
    otherTallies.add(tally);
    return tally;
  }

  List<Tally> tallies() {
    List<Tally> all = new ArrayList<>(otherTallies);
    lanes.forEach(lane -> all.add(lane.tally()));
    return all;
  }

  /** Puts a sentence under the result. For the thread of {@link #run}. */
  void note(String sentence) {
    notes.add(sentence);
  }

  Settings settings() {
    return settings;
  }

  Workload workload() {
    return workload;
  }

  Bodies bodies() {
    return bodies;
  }

  /** For the thread of {@link #run}. */
  ControlPlane control() {
    return control;
  }

  BenchQueues queues() {
    return queues;
  }

  Ledger ledger() {
    return ledger;
  }

  List<Lane> lanes() {
    return lanes;
  }

  List<String> notes() {
    return notes;
  }

  boolean stopped() {
    return stopped;
  }

  /** Whether the window has begun, its warm-up included. */
  boolean measuring() {
    return measuring;
  }

  Window window() {
    return window;
  }

  private CmqConnection connection() {
    return CmqConnection.watched(
        settings.endpoint(),
        settings.trust(),
        settings.credentials(),
        settings.signature(),
        settings.patience());
  }

  /** A window far ahead, for what comes before the warm-up. */
  private static Window unmeasured() {
    return new Window(System.nanoTime(), Duration.ofDays(365), Duration.ZERO);
  }

  /** Ends requests that wait too long, the control connection's too. */
  void closeOverdue(long nanoTime) {
    control.closeIfOverdue(nanoTime);
    lanes.forEach(lane -> lane.connection().closeIfOverdue(nanoTime));
  }
}
