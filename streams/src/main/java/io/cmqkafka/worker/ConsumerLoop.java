package io.cmqkafka.worker;

import io.cmqkafka.logging.LogLimit;
import java.time.Duration;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread with a consumer of its own, which works in rounds until it is closed. After a round that
 * failed it rests and goes on. An error ends the thread, and {@link #isAlive} says so.
 */
public abstract class ConsumerLoop implements AutoCloseable, Worker {
  private static final Logger LOG = LoggerFactory.getLogger(ConsumerLoop.class);

  protected final Consumer<byte[], byte[]> consumer;
  private final String task;
  private final Thread thread;
  private final LogLimit logged = new LogLimit();
  private volatile boolean closed;

  /**
   * @param task the name of the work, for an operator
   * @param consumer without a group; closed by the thread when it ends
   */
  protected ConsumerLoop(String task, String threadName, Consumer<byte[], byte[]> consumer) {
    this.task = task;
    this.consumer = consumer;
    this.thread = WorkerThread.of(threadName, this::run);
  }

  /** Runs before the first round. */
  protected void begin() {}

  /** Does one piece of work. An exception is logged, and the next round begins after a rest. */
  protected abstract void round() throws InterruptedException;

  /** After a round that failed. */
  protected void failed() {}

  /** Rests after a round that failed, so that the next one does not fail at once. */
  protected void rest() {
    WorkerThread.rest();
  }

  /** Runs after the last round, also when an error has ended it. */
  protected void ended() {}

  protected final void startThread() {
    thread.start();
  }

  protected final boolean isClosed() {
    return closed;
  }

  /** Ends a round that waits. */
  protected void wake() {
    consumer.wakeup();
  }

  protected final void interrupt() {
    thread.interrupt();
  }

  @Override
  public final String task() {
    return task;
  }

  @Override
  public final boolean isAlive() {
    return thread.isAlive();
  }

  @Override
  public void close() {
    closed = true;
    wake();
    WorkerThread.join(thread);
  }

  private void run() {
    try {
      begin();
      while (!closed) {
        runRound();
      }
    } finally {
      closed = true;
      try {
        ended();
      } finally {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
      }
    }
  }

  private void runRound() {
    try {
      round();
    } catch (WakeupException e) {
      LOG.trace("woken up", e);
    } catch (InterruptedException | InterruptException e) {
      // Only close() interrupts; the loop's condition sees it.
    } catch (KafkaException e) {
      if (logged.isDue("failed")) {
        LOG.warn("{} failed, trying again: {}", task, e.toString());
      }
      failed();
      rest();
    } catch (RuntimeException e) {
      if (logged.isDue("unexpected")) {
        LOG.error("{} met an unexpected failure and goes on", task, e);
      }
      failed();
      rest();
    }
  }
}
