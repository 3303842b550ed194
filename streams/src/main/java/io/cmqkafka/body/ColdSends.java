package io.cmqkafka.body;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for sends that may block because the producer does not know the topic yet. Each queue has
 * a line of its own and at most one thread, so a queue whose Kafka topic is gone cannot hold up the
 * others. Thread-safe.
 */
final class ColdSends {
  private static final int THREADS = 4;
  private static final int MAX_WAITING = 1_000;
  private static final int MAX_WAITING_OF_ONE = 250;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), ColdSends::thread);

  /** Waiting sends by queue id. A queue is in here as long as it has a thread or waits for one. */
  private final Map<String, Queue<Send>> lines = new HashMap<>();

  private int waiting;

  /** A send that may block. */
  interface Send {
    void run();

    /** Called instead of the send, because this process stops. */
    void refuse();
  }

  ColdSends() {
    threads.allowCoreThreadTimeOut(true);
  }

  /** Runs the send in its turn. False when too many sends wait, of this queue or in all. */
  synchronized boolean add(String queueId, Send send) {
    Queue<Send> line = lines.get(queueId);
    if (waiting >= MAX_WAITING || line != null && line.size() >= MAX_WAITING_OF_ONE) {
      return false;
    }
    waiting++;
    if (line != null) {
      line.add(send);
      return true;
    }
    line = new ArrayDeque<>();
    line.add(send);
    lines.put(queueId, line);
    next(queueId);
    return true;
  }

  /** Begins no send any more, and refuses those that wait. */
  void close() {
    threads.shutdown();
  }

  /** Runs one send of the queue; the other queues come before its next one. */
  private void next(String queueId) {
    try {
      threads.execute(() -> runFirst(queueId));
    } catch (RejectedExecutionException e) {
      refuseAll(queueId);
    }
  }

  private void runFirst(String queueId) {
    try {
      take(queueId).run();
    } finally {
      goOn(queueId);
    }
  }

  private synchronized Send take(String queueId) {
    waiting--;
    return lines.get(queueId).remove();
  }

  private synchronized void goOn(String queueId) {
    if (lines.get(queueId).isEmpty()) {
      lines.remove(queueId);
    } else {
      next(queueId);
    }
  }

  private void refuseAll(String queueId) {
    Queue<Send> line = lines.remove(queueId);
    waiting -= line.size();
    line.forEach(Send::refuse);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "cmq-cold-sends");
    thread.setDaemon(true);
    return thread;
  }
}
