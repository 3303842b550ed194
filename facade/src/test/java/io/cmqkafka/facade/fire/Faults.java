package io.cmqkafka.facade.fire;

import io.cmqkafka.facade.history.Clock;
import io.cmqkafka.facade.history.Fault;
import io.cmqkafka.facade.history.Journal;

/** Writes down what nemeses do. Thread-safe. */
final class Faults {
  private final Clock clock;
  private final Journal journal;

  Faults(Clock clock, Journal journal) {
    this.clock = clock;
    this.journal = journal;
  }

  long now() {
    return clock.before();
  }

  void over(Fault.Kind kind, int target, long from, String detail) {
    over(kind, target, from, 0, detail);
  }

  void over(Fault.Kind kind, int target, long from, int exitCode, String detail) {
    journal.write(new Fault(kind, target, from, clock.after(), exitCode, detail));
  }
}
