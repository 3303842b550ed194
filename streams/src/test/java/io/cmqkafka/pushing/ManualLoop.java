package io.cmqkafka.pushing;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** Runs tasks when the test says so, and lets time pass only when it says so. */
final class ManualLoop implements EventLoop {
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Later> later =
      new PriorityQueue<>(Comparator.comparingLong(Later::at));
  private long now;
  private boolean closed;

  private record Later(long at, Runnable task) {}

  @Override
  public synchronized boolean run(Runnable task) {
    return !closed && tasks.add(task);
  }

  @Override
  public synchronized boolean runIn(long delayMs, Runnable task) {
    return !closed && later.add(new Later(now + delayMs, task));
  }

  @Override
  public synchronized void close() {
    closed = true;
    tasks.clear();
    later.clear();
  }

  /** Runs what there is to run, and what that leaves to run. */
  void settle() {
    for (Runnable task = next(); task != null; task = next()) {
      task.run();
    }
  }

  void pass(long ms) {
    long until = now + ms;
    settle();
    while (!later.isEmpty() && later.peek().at() <= until) {
      Later next = later.poll();
      now = next.at();
      next.task().run();
      settle();
    }
    now = until;
  }

  private synchronized Runnable next() {
    return tasks.poll();
  }
}
