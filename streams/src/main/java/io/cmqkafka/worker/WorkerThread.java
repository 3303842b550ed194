package io.cmqkafka.worker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of a {@link Worker}: a daemon whose end by an error is logged. */
public final class WorkerThread {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerThread.class);
  private static final long REST_MS = 200;
  private static final long JOIN_MS = 2_000;

  private WorkerThread() {}

  public static Thread of(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(
        (dead, failure) -> LOG.error("{} has ended and does not go on", dead.getName(), failure));
    return thread;
  }

  /** Rests after a failure that may be there again at once. */
  public static void rest() {
    try {
      Thread.sleep(REST_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for its end, but not for long: it may be waiting for Kafka. */
  public static void join(Thread thread) {
    try {
      thread.join(JOIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
