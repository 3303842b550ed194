package io.cmqkafka.logging;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Says when a line may be logged about something that can happen thousands of times a second. Lines
 * of one key may be logged once a minute, and lines of all keys together once a second, after a
 * burst. Remembers no more keys than it lets through in a minute. Thread-safe.
 */
public final class LogLimit {
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final long burstNanos;
  private final long keyNanos;
  private final LongSupplier nanoTime;

  /** When each key was last due, the earliest first. */
  private final Map<String, Long> last = new LinkedHashMap<>();

  /** When all that was let through would have been, a second apart. */
  private long paid;

  /** One key a second. */
  public LogLimit() {
    this(1);
  }

  /**
   * @param burst how many keys may be due at once; one more of them a second when they are used up
   */
  public LogLimit(int burst) {
    this(burst, System::nanoTime);
  }

  LogLimit(int burst, LongSupplier nanoTime) {
    this(burst, MINUTE_NANOS, nanoTime);
  }

  private LogLimit(int burst, long keyNanos, LongSupplier nanoTime) {
    this.burstNanos = burst * SECOND_NANOS;
    this.keyNanos = keyNanos;
    this.nanoTime = nanoTime;
    this.paid = nanoTime.getAsLong();
  }

  /** For lines of which each tells something else: one a second, of the same key too. */
  public static LogLimit everySecond(LongSupplier nanoTime) {
    return new LogLimit(1, SECOND_NANOS, nanoTime);
  }

  /**
   * Whether a line of this key may be logged now. One that comes too soon after another key's is
   * due when it comes again.
   */
  public synchronized boolean isDue(String key) {
    long now = nanoTime.getAsLong();
    Iterator<Long> earliest = last.values().iterator();
    while (earliest.hasNext() && now - earliest.next() >= keyNanos) {
      earliest.remove();
    }
    if (now - paid > 0) {
      paid = now;
    }
    if (paid + SECOND_NANOS - now > burstNanos || last.putIfAbsent(key, now) != null) {
      return false;
    }
    paid += SECOND_NANOS;
    return true;
  }
}
