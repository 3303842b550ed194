package io.cmqkafka.pushing;

/** Runs tasks one after the other, so that what only they touch needs no lock. Thread-safe. */
interface EventLoop extends AutoCloseable {

  /**
   * After all that were given before.
   *
   * @return false when it is closed, and the task is not run
   */
  boolean run(Runnable task);

  /** As {@link #run}, later. */
  boolean runIn(long delayMs, Runnable task);

  /** Runs nothing any more. */
  @Override
  void close();
}
