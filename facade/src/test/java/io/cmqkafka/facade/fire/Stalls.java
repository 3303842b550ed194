package io.cmqkafka.facade.fire;

import io.cmqkafka.facade.history.Clock;
import io.cmqkafka.facade.history.Journal;
import io.cmqkafka.facade.history.Stall;

/**
 * Watches whether the machine lets this process run, so that a busy machine is not taken for a slow
 * server.
 */
final class Stalls implements AutoCloseable {
  private static final long SLEEP_MS = 50;
  private static final long NOTICED_MS = 100;

  private final Thread thread;
  private volatile boolean ending;

  Stalls(Clock clock, Journal journal) {
    thread = new Thread(() -> watch(clock, journal), "stalls");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws InterruptedException {
    ending = true;
    thread.join();
  }

  private void watch(Clock clock, Journal journal) {
    try {
      while (!ending) {
        long from = clock.before();
        Thread.sleep(SLEEP_MS);
        long to = clock.after();
        if (to - from > SLEEP_MS + NOTICED_MS) {
          journal.write(new Stall(from, to));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
