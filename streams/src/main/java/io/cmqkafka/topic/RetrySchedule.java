package io.cmqkafka.topic;

import java.util.OptionalLong;

/**
 * When a push that failed is tried again. CMQ's own pages differ about BACKOFF_RETRY (10 to 20 s,
 * 19 to 29 s); this follows the product's pages, 10 to 20 s.
 */
public final class RetrySchedule {
  private static final int BACKOFF_RETRIES = 3;
  private static final long BACKOFF_LEAST_MS = 10_000;
  private static final long BACKOFF_MOST_MS = 20_000;

  private static final int DECAY_RETRIES = 176;

  /** Of the retries that come after 1, 2, 4, ... s this is the last; 2 to this power, s. */
  private static final int DECAY_DOUBLINGS = 9;

  private RetrySchedule() {}

  /**
   * How long to wait after the failure, ms; empty when there is no such retry, or it would come
   * when the message's life is over: then the message is given up. The waits of
   * EXPONENTIAL_DECAY_RETRY are 86,015 s in all, so a day has room for all of them only where
   * pushes fail quickly; those of BACKOFF_RETRY are a minute at most.
   *
   * @param retry which one, from 1
   * @param random any number, another one for each retry; only BACKOFF_RETRY uses it
   * @param lifeLeftMs how much of the message's life is left after the failure, ms; may be negative
   */
  public static OptionalLong delayMs(
      NotifyStrategy strategy, int retry, long random, long lifeLeftMs) {
    OptionalLong delay = delayMs(strategy, retry, random);
    return delay.isPresent() && delay.getAsLong() < lifeLeftMs ? delay : OptionalLong.empty();
  }

  private static OptionalLong delayMs(NotifyStrategy strategy, int retry, long random) {
    if (retry < 1) {
      throw new IllegalArgumentException("retries count from 1");
    }
    return switch (strategy) {
      case BACKOFF_RETRY ->
          retry > BACKOFF_RETRIES
              ? OptionalLong.empty()
              : OptionalLong.of(
                  BACKOFF_LEAST_MS + Math.floorMod(random, BACKOFF_MOST_MS - BACKOFF_LEAST_MS + 1));
      case EXPONENTIAL_DECAY_RETRY ->
          retry > DECAY_RETRIES
              ? OptionalLong.empty()
              : OptionalLong.of(1_000L << Math.min(retry - 1, DECAY_DOUBLINGS));
    };
  }
}
