package io.cmqkafka;

import java.util.concurrent.CompletionException;

/** Unwraps what futures failed with. */
public final class Failures {
  private Failures() {}

  /** The failure without the {@link CompletionException}s that dependent futures put around it. */
  public static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
