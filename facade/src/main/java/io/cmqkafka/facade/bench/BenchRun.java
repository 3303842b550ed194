package io.cmqkafka.facade.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * One run: queues, account, connections and the measured window. {@link #run} on one thread, {@link
 * #stop} and what progress reads on any.
 */
final class BenchRun {
  private final Workload workload;
  private final NumberedBodies bodies;
  private final ControlPlane control;
  private final BenchQueues queues;
  private final List<LoadConnection> connections;
  private final Tally tally = new Tally();
  private final List<String> notes = new ArrayList<>();
  private volatile Ledger ledger = new Ledger(0);

  /** Far ahead, until the warm-up begins. */
  private volatile Window window =
      new Window(System.nanoTime(), Duration.ofDays(365), Duration.ZERO);

  private volatile boolean measuring;
  private volatile boolean stopped;

  BenchRun(Workload workload) {
    this.workload = workload;
    this.bodies = new NumberedBodies(workload.bodySize);
    this.control = new ControlPlane(workload);
    this.queues = new BenchQueues(workload, control);
    this.connections =
        IntStream.range(0, workload.connections())
            .mapToObj(i -> new LoadConnection(i, this, workload.connection()))
            .toList();
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
      workload.load(this);
      endWithTheLastConnection();
    } finally {
      connections.forEach(one -> one.connection().close());
      deleteWhatWasCreated();
      control.close();
    }
    return Result.of(this);
  }

  /** Best effort. For the thread of {@link #run}. */
  void deleteWhatWasCreated() {
    String failure = control.undo();
    if (failure != null) {
      note(failure);
    }
  }

  /** Ends the measured window now; what follows it (draining, results) still happens. */
  void stop() {
    stopped = true;
    window.endAt(System.nanoTime());
  }

  /** Starts the warm-up, and after it the measuring. */
  void startWindow() {
    window = new Window(System.nanoTime(), workload.warmUp, workload.duration);
    measuring = true;
    if (stopped) {
      window.endAt(System.nanoTime());
    }
  }

  /** Runs {@code work} for each connection on a thread of its own, until all have ended. */
  void onEachConnection(Consumer<LoadConnection> work) throws InterruptedException {
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (LoadConnection connection : connections) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  work.accept(connection);
                } catch (RuntimeException e) {
                  failure.compareAndSet(null, e);
                  stop();
                }
              },
              "bench-" + connection.index());
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
   * errors that time is longer by the visibility timeout, because an answer with messages may be
   * lost, and those messages come again when their visibility ends.
   */
  boolean quietSince(long nanoTime) {
    long quiet = workload.quietTime.toNanos();
    if (tally.errors() > 0) {
      quiet += TimeUnit.MILLISECONDS.toNanos(queues.visibilityMillis());
    }
    long now = System.nanoTime();
    return now - nanoTime > quiet && now - ledger.lastReceivedAt() > quiet;
  }

  /** Whether at least one connection had not given up when it ended. */
  boolean endpointIsThere() {
    return connections.stream().anyMatch(one -> !one.gaveUp());
  }

  /**
   * Says how many connections gave up, since the figures are those of the others. If all of them
   * gave up, nothing was loaded after the last answer, and the measured time ends there.
   */
  private void endWithTheLastConnection() {
    long gone = connections.stream().filter(LoadConnection::gaveUp).count();
    if (gone == 0) {
      return;
    }
    if (!endpointIsThere()) {
      window.endAt(
          connections.stream()
              .filter(LoadConnection::wasAnswered)
              .map(LoadConnection::answeredAt)
              .reduce(window.from(), (a, b) -> a - b > 0 ? a : b));
    }
    note(
        "%d of %d connections gave up after %d broken attempts in a row; %s."
            .formatted(
                gone,
                connections.size(),
                LoadConnection.MAX_BROKEN,
                endpointIsThere()
                    ? "the figures are those of fewer and fewer connections"
                    : "the figures end with the last answer"));
  }

  /** Puts a sentence under the result. For the thread of {@link #run}. */
  void note(String sentence) {
    notes.add(sentence);
  }

  Workload workload() {
    return workload;
  }

  NumberedBodies bodies() {
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

  Tally tally() {
    return tally;
  }

  List<LoadConnection> connections() {
    return connections;
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

  /** Ends requests that wait too long, the control connection's too. */
  void closeOverdue(long nanoTime) {
    control.closeIfOverdue(nanoTime);
    connections.forEach(one -> one.connection().closeIfOverdue(nanoTime));
  }
}
