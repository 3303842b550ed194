package io.cmqkafka.testing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Pauses that end when a test says that time has passed. Thread-safe. */
public final class SteppedPauses {
  private record Pause(long endMs, Runnable then) {}

  private final List<Pause> waiting = new ArrayList<>();
  private long nowMs;

  /** Runs what it is given so many ms later, in {@link #runDue}. */
  public Executor after(long ms) {
    return then -> {
      synchronized (this) {
        waiting.add(new Pause(nowMs + ms, then));
      }
    };
  }

  public synchronized long nanos() {
    return TimeUnit.MILLISECONDS.toNanos(nowMs);
  }

  public synchronized void pass(long ms) {
    nowMs += ms;
  }

  /** Runs on this thread what comes after pauses that have ended. */
  public void runDue() {
    for (Pause due = takeDue(); due != null; due = takeDue()) {
      due.then().run();
    }
  }

  /** How long the shortest pause lasts that has not ended, ms; empty while there is none. */
  public synchronized OptionalLong shortest() {
    return waiting.stream().mapToLong(one -> one.endMs() - nowMs).min();
  }

  private synchronized Pause takeDue() {
    Pause first =
        waiting.stream()
            .filter(one -> one.endMs() <= nowMs)
            .min(Comparator.comparingLong(Pause::endMs))
            .orElse(null);
    waiting.remove(first);
    return first;
  }
}
