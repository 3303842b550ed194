package io.cmqkafka.facade.fire;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** All nemeses at once, each in a thread of its own, with calms in between. */
final class Storm {
  /** From the beginning of one storm to the next. */
  private static final long PERIOD_MS = 90_000;

  /** No new harm is done from here to the end of a period. */
  private static final long CALM_FROM_MS = 65_000;

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final long start = System.nanoTime();
  private volatile boolean ending;

  void add(String name, Nemesis nemesis) {
    threads.add(new Thread(() -> rage(nemesis), name));
  }

  void start() {
    threads.forEach(Thread::start);
  }

  /** Answers when everybody has made good what he did. */
  void stop() throws InterruptedException {
    ending = true;
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw new IllegalStateException("A nemesis could not make good", failure.get());
    }
  }

  private void rage(Nemesis nemesis) {
    try {
      for (rest(nemesis.pause()); !ending; rest(nemesis.pause())) {
        nemesis.strike();
      }
    } catch (Exception | AssertionError e) {
      failure.compareAndSet(null, e);
    }
  }

  private void rest(long millis) throws InterruptedException {
    long until = System.nanoTime() + millis * 1_000_000;
    while (!ending && (System.nanoTime() - until < 0 || isCalm())) {
      Thread.sleep(50);
    }
  }

  private boolean isCalm() {
    return (System.nanoTime() - start) / 1_000_000 % PERIOD_MS >= CALM_FROM_MS;
  }
}
