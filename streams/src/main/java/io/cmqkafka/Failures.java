package io.cmqkafka;

import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** How futures fail. */
public final class Failures {
  private Failures() {}

  /** A future that a {@link RefusedException} completed. */
  public static <T> CompletableFuture<T> refused(Refusal refusal) {
    return CompletableFuture.failedFuture(new RefusedException(refusal));
  }

  /** The failure without the {@link CompletionException}s that dependent futures put around it. */
  public static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
