package io.cmqkafka.logtime;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far log time is ahead of the brokers' clocks, in the commands partitions that this process
 * decides about: log time never goes back, so after a broker's clock was ahead and is put right it
 * stands still until that clock has caught up. Thread-safe.
 */
public final class LogTimeAhead {
  private static final Logger LOG = LoggerFactory.getLogger(LogTimeAhead.class);

  /** A smaller difference is normal: clocks are corrected all the time. */
  private static final long LEAST_MS = 1_000;

  private final Map<Integer, Ahead> partitions = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;
  private final Predicate<String> isDue;

  private record Ahead(long ms, long nanos) {}

  /**
   * @param isDue whether a line of that key may be logged now
   */
  public LogTimeAhead(LongSupplier nanoTime, Predicate<String> isDue) {
    this.nanoTime = nanoTime;
    this.isDue = isDue;
  }

  /**
   * @param aheadMs how far log time is ahead of the record that was processed just now
   */
  public void follow(int commandsPartition, long aheadMs) {
    if (aheadMs >= LEAST_MS) {
      partitions.put(commandsPartition, new Ahead(aheadMs, nanoTime.getAsLong()));
    } else if (!partitions.isEmpty()) {
      forget(commandsPartition);
    }
  }

  public void forget(int commandsPartition) {
    partitions.remove(commandsPartition);
  }

  /** How far log time is ahead, s, in the partition where it is furthest ahead. */
  public double seconds() {
    return ms() / 1_000.0;
  }

  /** Logs a warning when log time is ahead. */
  public void warnIfAhead() {
    long ms = ms();
    if (ms > 0 && isDue.test("ahead")) {
      LOG.warn(
          "log time is {} s ahead of the brokers' clock, since a broker's clock was ahead and went"
              + " back: until it has caught up, messages that were received or are delayed become"
              + " visible late; nothing is lost. See that all brokers' clocks are right (NTP)",
          TimeUnit.MILLISECONDS.toSeconds(ms));
    }
  }

  /** As {@link #seconds}, in ms. */
  public long ms() {
    long now = nanoTime.getAsLong();
    return partitions.values().stream()
        .mapToLong(one -> one.ms() - TimeUnit.NANOSECONDS.toMillis(now - one.nanos()))
        .filter(ms -> ms >= LEAST_MS)
        .max()
        .orElse(0);
  }
}
