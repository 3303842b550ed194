package io.cmqkafka.facade.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The operator's wish that the process ends. */
interface StopSignal extends AutoCloseable {

  /** Whether the operator has said so already. */
  boolean isRequested();

  /**
   * Returns when the process shall end.
   *
   * @param failure what ends the wait as well, when it completes
   */
  void await(CompletableFuture<?> failure) throws InterruptedException;

  /** To be called when everything has ended, or could not begin. */
  @Override
  void close();

  /** Begins to wait for the signal. */
  interface Source {
    /**
     * Until {@link #await} is called the signal interrupts the thread that calls this, so that it
     * gives up what it begins.
     *
     * @param patience how long after the signal the process is ended even when not closed
     */
    StopSignal listen(Duration patience);
  }
}
