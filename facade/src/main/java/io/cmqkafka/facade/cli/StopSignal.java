package io.cmqkafka.facade.cli;

import java.time.Duration;

/** The operator's wish that the process ends. */
interface StopSignal extends AutoCloseable {

  /** Returns when the process shall end. */
  void await() throws InterruptedException;

  /** To be called when everything has ended, or could not begin. */
  @Override
  void close();

  /** Begins to wait for the signal. */
  interface Source {
    /**
     * @param patience how long after the signal the process is ended even when not closed
     */
    StopSignal listen(Duration patience);
  }
}
