package io.cmqkafka;

import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** What a process needs to know before it can begin: a Kafka that is slow is asked again. */
final class Patience {
  private Patience() {}

  /**
   * The first answer.
   *
   * @param deadlineNanos {@link System#nanoTime} after which no answer is the end
   * @param question blocks for a bounded time
   */
  static <T> T until(long deadlineNanos, Supplier<T> question) throws TimeoutException {
    while (true) {
      try {
        return question.get();
      } catch (org.apache.kafka.common.errors.TimeoutException e) {
        if (System.nanoTime() - deadlineNanos > 0) {
          throw new TimeoutException(e.getMessage());
        }
      }
    }
  }
}
