package io.cmqkafka.logtime;

/**
 * This process's idea of log time, which is the brokers' clock: the wall clock, corrected by what
 * the timestamps of acknowledged appends tell. It is only used to decide when to ask for a tick.
 * Log time itself is in the log, and ages are judged by {@link #ages}. Thread-safe.
 */
public final class LogClock {
  /**
   * How many appends are looked at. An acknowledgement always comes after the append, so the
   * largest difference among them is the best.
   */
  private static final int WINDOW = 256;

  private final AgeClock ages;
  private volatile long aheadMs;
  private boolean known;
  private long bestInWindow = Long.MIN_VALUE;
  private int inWindow;

  public LogClock() {
    this(new AgeClock());
  }

  /**
   * @param ages told of the same appends
   */
  public LogClock(AgeClock ages) {
    this.ages = ages;
  }

  public AgeClock ages() {
    return ages;
  }

  /**
   * @param sentNanos {@link AgeClock#nanos} before an append that was acknowledged just now
   * @param logTime its timestamp, epoch ms
   */
  public void observe(long sentNanos, long logTime) {
    if (logTime >= 0) {
      follow(logTime, System.currentTimeMillis());
      ages.observe(sentNanos, logTime);
    }
  }

  synchronized void follow(long logTime, long wallTime) {
    bestInWindow = Math.max(bestInWindow, logTime - wallTime);
    if (++inWindow >= WINDOW || bestInWindow > aheadMs || !known) {
      known = true;
      aheadMs = bestInWindow;
      if (inWindow >= WINDOW) {
        bestInWindow = Long.MIN_VALUE;
        inWindow = 0;
      }
    }
  }

  /** Log time now, epoch ms. */
  public long now() {
    return System.currentTimeMillis() + aheadMs;
  }

  /** How long until log time reaches this, ms; not positive when it has passed. */
  public long until(long logTime) {
    return logTime - now();
  }
}
