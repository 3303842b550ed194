package io.cmqkafka.sending;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many messages a second this process takes for each queue, or topic. Nothing waits: what is
 * beyond the limit is refused. What a second did not use is lost for the next one. Thread-safe; as
 * many counts are kept as there are queues.
 */
public final class RateLimits {

  /** A batch must be able to pass, however low the limit. */
  private static final int LARGEST_BATCH = 16;

  private final RateLimiterConfig config;
  private final Map<String, RateLimiter> limiters = new ConcurrentHashMap<>();

  /**
   * @param perSecond messages a second; 0 for no limit. Below {@link #LARGEST_BATCH} so many are
   *     let through in a correspondingly longer time.
   */
  public RateLimits(int perSecond) {
    config = perSecond == 0 ? null : config(perSecond);
  }

  /** Whether so many messages may pass now; all of them or none. */
  public boolean admits(String id, int messages) {
    return config == null
        || limiters
            .computeIfAbsent(id, one -> RateLimiter.of(one, config))
            .acquirePermission(messages);
  }

  /** Forgets what is gone. */
  public void retain(Set<String> ids) {
    limiters.keySet().retainAll(ids);
  }

  int size() {
    return limiters.size();
  }

  private static RateLimiterConfig config(int perSecond) {
    int perPeriod = Math.max(perSecond, LARGEST_BATCH);
    return RateLimiterConfig.custom()
        .limitForPeriod(perPeriod)
        .limitRefreshPeriod(Duration.ofNanos(1_000_000_000L * perPeriod / perSecond))
        .timeoutDuration(Duration.ZERO)
        .build();
  }
}
