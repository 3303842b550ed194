package io.cmqkafka;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps what can happen thousands of times a second from being logged as often: each key is due
 * once a minute. Remembers 10,000 keys; one that was forgotten is due sooner. Thread-safe.
 */
public final class OncePerMinute {
  private static final int MAX_KEYS = 10_000;
  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier nanoTime;

  /** When each key was last due, the earliest first. */
  private final Map<String, Long> last = new LinkedHashMap<>();

  public OncePerMinute() {
    this(System::nanoTime);
  }

  OncePerMinute(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether a minute has passed since this was last answered with true. */
  public synchronized boolean isDue(String key) {
    long now = nanoTime.getAsLong();
    Iterator<Long> earliest = last.values().iterator();
    while (earliest.hasNext() && now - earliest.next() >= MINUTE_NANOS) {
      earliest.remove();
    }
    if (last.putIfAbsent(key, now) != null) {
      return false;
    }
    if (last.size() > MAX_KEYS) {
      Iterator<String> keys = last.keySet().iterator();
      keys.next();
      keys.remove();
    }
    return true;
  }
}
