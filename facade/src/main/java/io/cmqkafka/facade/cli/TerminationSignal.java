package io.cmqkafka.facade.cli;

import io.cmqkafka.facade.exit.ExitCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT. The JVM would exit with the signal's own code after its shutdown hooks, so
 * this hook waits for the end in good order and halts with the right one.
 */
final class TerminationSignal implements StopSignal {
  private static final Logger LOG = LoggerFactory.getLogger(TerminationSignal.class);

  private final CompletableFuture<Void> requested = new CompletableFuture<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Duration patience;
  private final Runnable beforeInterrupt;
  private final Thread starter = Thread.currentThread();
  private boolean started;
  private boolean interrupted;
  private final Thread hook = new Thread(this::terminate, "termination");

  private TerminationSignal(Duration patience, Runnable beforeInterrupt) {
    this.patience = patience;
    this.beforeInterrupt = beforeInterrupt;
  }

  static StopSignal listen(Duration patience, Runnable beforeInterrupt) {
    TerminationSignal signal = new TerminationSignal(patience, beforeInterrupt);
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  @Override
  public boolean isRequested() {
    return requested.isDone();
  }

  @Override
  public void await(CompletableFuture<?> failure) throws InterruptedException {
    synchronized (this) {
      started = true;
      if (interrupted) {
        Thread.interrupted();
      }
    }
    try {
      CompletableFuture.anyOf(requested, failure).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    closed.countDown();
    if (!requested.isDone()) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The signal came this very moment; the hook sees that all is closed.
      }
    }
  }

  private synchronized void interruptStart() {
    if (!started) {
      interrupted = true;
      beforeInterrupt.run();
      starter.interrupt();
    }
  }

  private void terminate() {
    requested.complete(null);
    interruptStart();
    int exitCode = ExitCode.FAILED;
    try {
      if (closed.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        exitCode = ExitCode.OK;
      } else {
        LOG.error("Not stopped within {} ms; ending the process", patience.toMillis());
      }
    } catch (InterruptedException e) {
      LOG.error("Interrupted while stopping; ending the process");
    }
    Runtime.getRuntime().halt(exitCode);
  }
}
