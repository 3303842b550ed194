package io.cmqkafka.command;

import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.QueueCommand;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Repeats commands that end deliveries and that Kafka did not take. Without them a message would
 * stay invisible, an endpoint would get a message again that it took, or a retry would miss its
 * time. A command is appended again a second later, until Kafka takes it or the deliveries have
 * ended by themselves. A command that Kafka took after all does no harm a second time, because its
 * leases have ended.
 *
 * <p>At most {@value #MAX_WAITING} commands wait. Deliveries of further ones end with their
 * visibility. Thread-safe.
 */
final class Repeats {
  static final int MAX_WAITING = 5_000;

  private final LogClock clock;
  private final Executor later;
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * @param later runs what it is given after a pause
   */
  Repeats(LogClock clock, Executor later) {
    this.clock = clock;
    this.later = later;
  }

  static Repeats everySecond(LogClock clock) {
    return new Repeats(clock, CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
  }

  /** Whether the command will be appended again. */
  boolean later(QueueCommand command, Throwable failure, Runnable append) {
    long end = command.leases().stream().mapToLong(Lease::until).max().orElse(Long.MIN_VALUE);
    // A closed producer refuses everything with this exception. Deliveries have ended when the
    // earliest clock says so: a clock that is ahead ends none.
    if (failure instanceof IllegalStateException || end <= clock.ages().bornBy(0)) {
      return false;
    }
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      return false;
    }
    later.execute(
        () -> {
          waiting.decrementAndGet();
          append.run();
        });
    return true;
  }
}
