package io.cmqkafka.testing;

import io.cmqkafka.logtime.AgeClock;
import java.util.concurrent.TimeUnit;

/** Time that passes when a test says so, and the clocks of a process and a broker that tell it. */
public final class SteppedClocks {
  public static final long START_MS = 1_700_000_000_000L;

  /** Whatever {@link System#nanoTime} begins with. */
  private static final long NANOS_MS = 500_000;

  private long passedMs;
  private long processAheadMs;
  private long brokerAheadMs;

  public void pass(long ms) {
    passedMs += ms;
  }

  public void setProcess(long aheadMs) {
    processAheadMs = aheadMs;
  }

  public void setBroker(long aheadMs) {
    brokerAheadMs = aheadMs;
  }

  public void setBoth(long aheadMs) {
    setProcess(aheadMs);
    setBroker(aheadMs);
  }

  /** As nobody in the test can know it. */
  public long trueMs() {
    return START_MS + passedMs;
  }

  public long processMs() {
    return trueMs() + processAheadMs;
  }

  public long brokerMs() {
    return trueMs() + brokerAheadMs;
  }

  public long nanos() {
    return TimeUnit.MILLISECONDS.toNanos(NANOS_MS + passedMs);
  }

  public AgeClock ages() {
    return new AgeClock(this::processMs, this::nanos);
  }

  /** The broker takes a command that was sent some time ago, and its answer is here. */
  public void append(AgeClock ages, long tookMs) {
    ages.observe(nanos() - TimeUnit.MILLISECONDS.toNanos(tookMs), brokerMs());
  }
}
