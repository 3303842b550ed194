package io.cmqkafka.logging;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Says when a line may be logged of what can happen thousands of times a second: lines of one key
 * once a minute, and those of all keys together once a second, after a burst. Remembers no more
 * keys than it lets through in a minute. Thread-safe.
 */
public final class Seldom {
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final long burstNanos;
  private final LongSupplier nanoTime;

  /** When each key was last due, the earliest first. */
  private final Map<String, Long> last = new LinkedHashMap<>();

  /** When all that was let through would have been, a second apart. */
  private long paid;

  /** One key a second. */
  public Seldom() {
    this(1);
  }

  /**
   * @param burst how many keys may be due at once; one more of them a second when they are used up
   */
  public Seldom(int burst) {
    this(burst, System::nanoTime);
  }

  Seldom(int burst, LongSupplier nanoTime) {
    this.burstNanos = burst * SECOND_NANOS;
    this.nanoTime = nanoTime;
    this.paid = nanoTime.getAsLong();
  }

  /**
   * Whether a line of this key may be logged now. One that comes too soon after another key's is
   * due when it comes again.
   */
  public synchronized boolean isDue(String key) {
    long now = nanoTime.getAsLong();
    Iterator<Long> earliest = last.values().iterator();
    while (earliest.hasNext() && now - earliest.next() >= MINUTE_NANOS) {
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
