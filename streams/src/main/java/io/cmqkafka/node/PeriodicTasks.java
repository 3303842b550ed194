package io.cmqkafka.node;

import io.cmqkafka.logging.LogLimit;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.worker.Worker;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks that are run again and again, all on one thread. A task that fails is logged and run again
 * next time; an error ends the task, and {@link #isAlive} says so.
 */
final class PeriodicTasks implements AutoCloseable, Worker {
  private static final Logger LOG = LoggerFactory.getLogger(PeriodicTasks.class);

  private final String name;
  private final ScheduledExecutorService thread;
  private final LogLimit logged = new LogLimit();
  private final List<Future<?>> tasks = new CopyOnWriteArrayList<>();

  interface Task {
    void run() throws ExecutionException, InterruptedException, TimeoutException;
  }

  /**
   * @param name of all tasks together, for an operator
   */
  PeriodicTasks(String name, String threadName) {
    this.name = name;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread one = new Thread(task, threadName);
              one.setDaemon(true);
              return one;
            });
  }

  /** Runs the task after so long, and then so long after each time it has ended. */
  void every(long ms, String what, Task task) {
    tasks.add(thread.scheduleWithFixedDelay(() -> run(what, task), ms, ms, TimeUnit.MILLISECONDS));
  }

  @Override
  public String task() {
    return name;
  }

  @Override
  public boolean isAlive() {
    return tasks.stream().noneMatch(Future::isDone);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void run(String what, Task task) {
    try {
      task.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | KafkaException | RefusedException e) {
      if (logged.isDue(what)) {
        LOG.warn("{} failed, will be tried again: {}", what, e.toString());
      }
    } catch (RuntimeException e) {
      if (logged.isDue(what)) {
        LOG.error("{} met an unexpected failure and will be tried again", what, e);
      }
    } catch (Error e) {
      LOG.error("{} failed and is not tried again", what, e);
      throw e;
    }
  }
}
