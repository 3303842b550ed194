package io.cmqkafka.facade.bench;

/** One way to load the endpoint. */
interface Workload {

  /** How many connections it wants. */
  default int connections(Settings settings) {
    return settings.connections();
  }

  /** Runs to the end of the window, or until {@link BenchRun#stop}; on the command's thread. */
  void run(BenchRun run) throws InterruptedException;

  /**
   * Asked after {@link #run}: whether everything was looked for, so that what was not received is
   * lost.
   */
  boolean drained(BenchRun run);

  /** Asked after {@link #run}: what was seen in the server's processes; null if nothing. */
  default SoakResult soak() {
    return null;
  }

  /** What a line of progress adds. Any thread. */
  default String status() {
    return "";
  }

  /** The time from one line of progress to the next. */
  default int secondsPerLine() {
    return 1;
  }
}
