package io.cmqkafka.node;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The waits of a start. A long wait is logged, and a wait that is too long ends with an exception
 * that names it. For one thread.
 */
final class StartProgress {
  private static final Logger LOG = LoggerFactory.getLogger(StartProgress.class);
  private static final long ASK_AGAIN_MS = 50;
  private static final long TELL_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final LongSupplier nanoTime;
  private final long began;
  private final long deadlineNanos;

  /**
   * @param timeout for the whole start
   * @param nanoTime as {@link System#nanoTime}
   */
  StartProgress(Duration timeout, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
    this.deadlineNanos = began + timeout.toNanos();
  }

  /** {@link System#nanoTime} after which the start takes too long. */
  long deadlineNanos() {
    return deadlineNanos;
  }

  /**
   * Asks Kafka until it answers.
   *
   * @param question blocks for a bounded time, or not at all
   */
  <T> T ask(Supplier<T> question) throws TimeoutException, InterruptedException {
    while (true) {
      try {
        return question.get();
      } catch (org.apache.kafka.common.errors.TimeoutException e) {
        if (nanoTime.getAsLong() - deadlineNanos > 0) {
          throw new TimeoutException(e.getMessage());
        }
        TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_MS);
      }
    }
  }

  /**
   * Waits for a future and returns its value.
   *
   * @param awaited names the awaited event each time it is logged; completes "waiting for"
   * @throws TimeoutException whose message says what was waited for
   */
  <T> T await(CompletableFuture<T> future, Supplier<String> awaited)
      throws ExecutionException, InterruptedException, TimeoutException {
    return await(future, deadlineNanos, awaited);
  }

  /**
   * As {@link #await(CompletableFuture, Supplier)}, but not for longer than until a moment before
   * the end of the whole.
   *
   * @param untilNanos {@link System#nanoTime}
   */
  <T> T await(CompletableFuture<T> future, long untilNanos, Supplier<String> awaited)
      throws ExecutionException, InterruptedException, TimeoutException {
    long until = Math.min(untilNanos - began, deadlineNanos - began);
    while (true) {
      long passed = nanoTime.getAsLong() - began;
      long nextTold = (passed / TELL_EVERY_NANOS + 1) * TELL_EVERY_NANOS;
      try {
        return future.get(Math.max(0, Math.min(nextTold, until) - passed), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        long now = nanoTime.getAsLong() - began;
        if (now >= until) {
          throw new TimeoutException(awaited.get());
        }
        LOG.info(
            "still starting after {} s, waiting for {}",
            TimeUnit.NANOSECONDS.toSeconds(now),
            awaited.get());
      }
    }
  }
}
