package io.cmqkafka;

/** Runs tasks one after the other, so that what only they touch needs no lock. Thread-safe. */
interface EventLoop extends AutoCloseable {

  /** After all that were given before. */
  void run(Runnable task);

  void runIn(long delayMs, Runnable task);

  /** Runs nothing any more. */
  @Override
  void close();
}
