package io.cmqkafka.command;

import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.worker.Worker;
import io.cmqkafka.worker.WorkerThread;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends a tick to a commands partition when log time reaches the next wake-up of its machines.
 * One thread; at most one tick of a partition is under way at a time.
 */
public final class Ticker implements AutoCloseable, Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

  /**
   * The shortest time between two ticks of a partition. The first may have come too early, may not
   * have been taken, or may not be processed yet.
   */
  private static final long REPEAT_MS = 5;

  private static final long AFTER_FAILURE_MS = 1_000;

  private final CommandLog log;
  private final LogClock clock;
  private final Map<Integer, Long> wakes = new HashMap<>();
  private final Map<Integer, Long> notBefore = new HashMap<>();
  private final Set<Integer> underway = new HashSet<>();
  private final Thread thread;
  private boolean closed;

  public Ticker(CommandLog log, LogClock clock) {
    this.log = log;
    this.clock = clock;
    this.thread = WorkerThread.of("cmq-ticker", this::run);
  }

  public void start() {
    thread.start();
  }

  /**
   * @param logTime epoch ms; {@link Long#MAX_VALUE} for never
   */
  public synchronized void wakeAt(int commandsPartition, long logTime) {
    Long old =
        logTime == Long.MAX_VALUE
            ? wakes.remove(commandsPartition)
            : wakes.put(commandsPartition, logTime);
    if (logTime != Long.MAX_VALUE && (old == null || logTime < old)) {
      notifyAll();
    }
  }

  @Override
  public String task() {
    return "ticking";
  }

  @Override
  public boolean isAlive() {
    return thread.isAlive();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    WorkerThread.join(thread);
  }

  private void run() {
    try {
      for (int due = awaitDue(); due >= 0; due = awaitDue()) {
        int partition = due;
        tick(partition);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tick(int partition) {
    try {
      log.tick(partition).whenComplete((taken, failure) -> landed(partition, failure));
    } catch (RuntimeException e) {
      LOG.error("the ticker met an unexpected failure and goes on", e);
      landed(partition, e);
    }
  }

  /** Waits for a partition that is due; -1 when closed. */
  private synchronized int awaitDue() throws InterruptedException {
    while (!closed) {
      long wait = Long.MAX_VALUE;
      for (Map.Entry<Integer, Long> wake : wakes.entrySet()) {
        if (underway.contains(wake.getKey())) {
          continue;
        }
        long due = Math.max(wake.getValue(), notBefore.getOrDefault(wake.getKey(), 0L));
        long remaining = clock.until(due);
        if (remaining <= 0) {
          underway.add(wake.getKey());
          notBefore.put(wake.getKey(), clock.now() + REPEAT_MS);
          return wake.getKey();
        }
        wait = Math.min(wait, remaining);
      }
      if (wait == Long.MAX_VALUE) {
        wait();
      } else {
        wait(wait);
      }
    }
    return -1;
  }

  private synchronized void landed(int partition, Throwable failure) {
    if (failure != null) {
      notBefore.put(partition, clock.now() + AFTER_FAILURE_MS);
    }
    underway.remove(partition);
    notifyAll();
  }
}
