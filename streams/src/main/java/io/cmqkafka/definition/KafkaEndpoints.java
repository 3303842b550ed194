package io.cmqkafka.definition;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers for a while whether the Kafka topics of subscriptions take copies, so that many who ask
 * often cost Kafka little, and none of them waits for it for long. Thread-safe.
 */
public final class KafkaEndpoints {
  /** Beyond it the topic is forgotten that was asked about first. */
  static final int MAX_REMEMBERED = 1_000;

  /** Beyond it Kafka is not asked, and the answer is not known. */
  static final int MAX_ASKED = 16;

  private static final Logger LOG = LoggerFactory.getLogger(KafkaEndpoints.class);
  private static final long PATIENCE_MS = 1_000;
  private static final long GOOD_FOR_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Where a topic takes none or Kafka does not say: somebody is mending that. */
  private static final long BAD_FOR_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Function<String, CompletableFuture<Boolean>> takesCopies;
  private final LongSupplier nanoTime;

  /** By the topic's name. Guarded by this object, as is {@link #asked}. */
  private final Map<String, Asked> answers =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Asked> first) {
          return size() > MAX_REMEMBERED;
        }
      };

  private int asked;

  /**
   * @param takesCopies null when Kafka did not say in time
   */
  private record Asked(CompletableFuture<Boolean> takesCopies, long atNanos) {

    boolean isGood(long now) {
      boolean isWell = Boolean.TRUE.equals(takesCopies.getNow(true));
      return now - atNanos < (isWell ? GOOD_FOR_NANOS : BAD_FOR_NANOS);
    }
  }

  /**
   * @param takesCopies asks Kafka about a topic, once and without blocking
   */
  public KafkaEndpoints(
      Function<String, CompletableFuture<Boolean>> takesCopies, LongSupplier nanoTime) {
    this.takesCopies = takesCopies;
    this.nanoTime = nanoTime;
  }

  /**
   * Whether a topic is gone or may not be written to, as Kafka has said up to 30 seconds ago. False
   * when Kafka does not say within a second. Never fails.
   */
  public CompletableFuture<Boolean> isGone(String topic) {
    return answer(topic).thenApply(takes -> Boolean.FALSE.equals(takes));
  }

  private synchronized CompletableFuture<Boolean> answer(String topic) {
    long now = nanoTime.getAsLong();
    Asked before = answers.get(topic);
    if (before != null && before.isGood(now)) {
      return before.takesCopies();
    }
    answers.remove(topic);
    if (asked >= MAX_ASKED) {
      return CompletableFuture.completedFuture(null);
    }
    asked++;
    CompletableFuture<Boolean> answer =
        takesCopies
            .apply(topic)
            .whenComplete((takes, failure) -> answered(topic, failure))
            .exceptionally(failure -> null)
            .completeOnTimeout(null, PATIENCE_MS, TimeUnit.MILLISECONDS);
    answers.put(topic, new Asked(answer, now));
    return answer;
  }

  private synchronized void answered(String topic, Throwable failure) {
    asked--;
    if (failure != null) {
      LOG.debug("whether Kafka topic {} takes copies is not known", topic, failure);
    }
  }
}
