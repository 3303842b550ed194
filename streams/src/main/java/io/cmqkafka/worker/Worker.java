package io.cmqkafka.worker;

/**
 * Something with a thread of its own, without which a process does not do its part. Such a thread
 * goes on after every exception, but an error (out of memory, a class that cannot be loaded) ends
 * it.
 */
public interface Worker {

  /** What it does, to be named to an operator. */
  String task();

  /** Whether it still does it; meaningful between start and close. Does not block. */
  boolean isAlive();
}
