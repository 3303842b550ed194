package io.cmqkafka.facade.fire;

import io.cmqkafka.facade.history.Clock;
import io.cmqkafka.facade.history.Journal;
import io.cmqkafka.facade.history.Stall;
import java.lang.management.ManagementFactory;

/**
 * Watches how much of a processor a thread gets that wants one, and whether it is woken in time: so
 * that a busy machine is not taken for a slow server. Now and then it works for a moment and sees
 * how long that takes.
 */
final class Stalls implements AutoCloseable {
  private static final long SLEEP_MS = 300;
  private static final long WORK_NANOS = 15_000_000;
  private static final long NOTICED_MS = 20;

  private final Clock clock;
  private final Journal journal;
  private final Thread thread;
  private volatile boolean ending;

  Stalls(Clock clock, Journal journal) {
    this.clock = clock;
    this.journal = journal;
    thread = new Thread(this::watch, "stalls");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws InterruptedException {
    ending = true;
    thread.join();
  }

  private void watch() {
    try {
      while (!ending) {
        long from = clock.before();
        Thread.sleep(SLEEP_MS);
        long wokenLate = Math.max(0, clock.before() - from - SLEEP_MS);
        double got = shareOfAProcessor();
        long to = clock.after();
        long lost = wokenLate + Math.round((to - from - wokenLate) * (1 - got));
        if (lost > NOTICED_MS) {
          journal.write(new Stall(from, to, lost));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** 1 on an idle machine, less where others work too. */
  private static double shareOfAProcessor() {
    var threads = ManagementFactory.getThreadMXBean();
    long cpu = threads.getCurrentThreadCpuTime();
    long wall = System.nanoTime();
    long worked;
    do {
      worked = threads.getCurrentThreadCpuTime() - cpu;
    } while (worked < WORK_NANOS);
    return Math.min(1.0, (double) worked / (System.nanoTime() - wall));
  }
}
