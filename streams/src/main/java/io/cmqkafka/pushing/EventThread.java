package io.cmqkafka.pushing;

import io.cmqkafka.logging.LogLimit;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An event loop on a thread of its own; after its end it drops what it is given. */
final class EventThread implements EventLoop {
  private static final Logger LOG = LoggerFactory.getLogger(EventThread.class);

  private final LogLimit logged = new LogLimit();
  private final ScheduledThreadPoolExecutor executor;

  EventThread(String name) {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public boolean run(Runnable task) {
    return runIn(0, task);
  }

  @Override
  public boolean runIn(long delayMs, Runnable task) {
    try {
      executor.schedule(() -> runLogged(task), delayMs, TimeUnit.MILLISECONDS);
      return true;
    } catch (RejectedExecutionException e) {
      LOG.debug("closed already", e);
      return false;
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private void runLogged(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      // An error too: the executor would keep it to itself.
      if (logged.isDue("unexpected")) {
        LOG.error("a task met an unexpected failure, the others go on", e);
      }
    }
  }
}
