package io.cmqkafka.command;

import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.QueueCommand;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Commands that end deliveries and that Kafka did not take. Without them a message would stay
 * invisible, or an endpoint would be given again what it took, or a retry would miss its time. They
 * are appended again a second later, until Kafka takes them or the deliveries have ended by
 * themselves. A command that was taken after all does no harm a second time: its leases have ended.
 *
 * <p>At most {@value #MAX_WAITING} wait; what comes then is left to the end of the visibility.
 * Thread-safe.
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
    // A producer that is closed takes nothing any more, and says so in this way. Deliveries have
    // ended when the earliest clock says so: one that is set ahead ends none.
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
