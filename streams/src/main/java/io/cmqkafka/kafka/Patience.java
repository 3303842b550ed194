package io.cmqkafka.kafka;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** What a process needs to know before it can begin: a Kafka that is slow is asked again. */
public final class Patience {
  private static final long ASK_AGAIN_MS = 50;

  private Patience() {}

  /**
   * The first answer.
   *
   * @param deadlineNanos {@link System#nanoTime} after which no answer is the end
   * @param question blocks for a bounded time, or not at all
   */
  public static <T> T until(long deadlineNanos, Supplier<T> question)
      throws TimeoutException, InterruptedException {
    while (true) {
      try {
        return question.get();
      } catch (org.apache.kafka.common.errors.TimeoutException e) {
        if (System.nanoTime() - deadlineNanos > 0) {
          throw new TimeoutException(e.getMessage());
        }
        TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_MS);
      }
    }
  }
}
