package io.cmqkafka.facade.bench;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Each second, or as often as the workload wants, a line on what the run does, on a thread of its
 * own; the same thread ends overdue requests.
 */
final class ProgressLines implements AutoCloseable {
  private final BenchRun run;
  private final PrintWriter err;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::loop, "bench-progress");

  ProgressLines(BenchRun run, PrintWriter err) {
    this.run = run;
    this.err = err;
    thread.setDaemon(true);
    thread.start();
  }

  /** After this nothing more is printed. */
  @Override
  public void close() throws InterruptedException {
    closed.countDown();
    thread.join();
  }

  private void loop() {
    long start = System.nanoTime();
    long before = start;
    long doneBefore = 0;
    long seconds = 0;
    try {
      while (!closed.await(1, TimeUnit.SECONDS)) {
        long now = System.nanoTime();
        run.closeOverdue(now);
        if (++seconds % run.workload().secondsPerLine() != 0) {
          continue;
        }
        long done = run.tally().done();
        long errors = run.tally().errors();
        err.printf(
            Locale.ROOT,
            "%5d s  %-10s %,10.0f messages/s  %,12d messages  %,d errors%s%n",
            TimeUnit.NANOSECONDS.toSeconds(now - start),
            phase(now),
            (done - doneBefore) * 1e9 / (now - before),
            done,
            errors,
            run.workload().status());
        err.flush();
        before = now;
        doneBefore = done;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String phase(long now) {
    if (!run.measuring()) {
      long filled = run.ledger().undeleted();
      return filled == 0 ? "preparing" : String.format(Locale.ROOT, "fill %,d", filled);
    }
    if (run.window().over(now)) {
      return "finishing";
    }
    return run.window().contains(now) ? "measuring" : "warm-up";
  }
}
