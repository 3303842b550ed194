package io.cmqkafka.worker;

/**
 * A part with a thread of its own, which a process needs for its share of the work. Such a thread
 * goes on after every exception, but an error (out of memory, a class that cannot be loaded) ends
 * it.
 */
public interface Worker {

  /** The name of its work, for an operator. */
  String task();

  /** Whether its thread still runs; meaningful between start and close. Does not block. */
  boolean isAlive();
}
