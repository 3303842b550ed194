package io.cmqkafka.facade.fire;

import io.cmqkafka.facade.history.Clock;
import io.cmqkafka.facade.history.Journal;
import io.cmqkafka.facade.history.QueueLife;
import io.cmqkafka.facade.history.RecordingClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

/** The clients of a run, each in a thread of its own. */
final class Workload {
  private static final int WORKERS = 6;
  private static final int POLLERS = 3;

  private final List<Facade> facades;
  private final Clock clock;
  private final Journal journal;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Churner churner;
  private volatile boolean ending;

  /**
   * @param mostPause of a worker between two calls, ms
   */
  Workload(List<Facade> facades, Random random, int mostPause, Clock clock, Journal journal) {
    this.facades = facades;
    this.clock = clock;
    this.journal = journal;
    int count = facades.size();
    for (int i = 0; i < WORKERS; i++) {
      RecordingClient client = client("worker" + i);
      add(client, new Worker(client, new Random(random.nextLong()), count, mostPause));
    }
    for (int i = 0; i < POLLERS; i++) {
      RecordingClient client = client("poller" + i);
      add(client, new Poller(client, new Random(random.nextLong()), count));
    }
    RecordingClient rewinder = client("rewinder");
    add(rewinder, new Rewinder(rewinder, new Random(random.nextLong()), count, clock));
    RecordingClient churning = client("churner");
    churner = new Churner(churning, new Random(random.nextLong()), count, clock, journal);
    add(churning, churner);
  }

  void start() {
    threads.forEach(Thread::start);
  }

  /** Lets every client finish what it is doing. */
  void stop() throws InterruptedException {
    ending = true;
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw new IllegalStateException("A client failed", failure.get());
    }
  }

  /** The queues that exist at the end; for after {@link #stop}. */
  List<String> queues() {
    List<String> queues = new ArrayList<>(Queues.ALL.stream().map(QueueLife::queue).toList());
    if (churner.current() != null) {
      queues.add(churner.current().queue());
    }
    return queues;
  }

  private RecordingClient client(String name) {
    return new RecordingClient(name, facades, clock, journal);
  }

  private void add(RecordingClient client, Work work) {
    threads.add(
        new Thread(
            () -> {
              try (client) {
                while (!ending) {
                  work.once();
                }
              } catch (InterruptedException | RuntimeException e) {
                failure.compareAndSet(null, e);
              }
            },
            client.name()));
  }
}
