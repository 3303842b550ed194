package io.cmqkafka.facade.fire;

/** What one client does, again and again. For one thread. */
interface Work {
  void once() throws InterruptedException;
}
