package io.cmqkafka.facade.http;

import java.util.concurrent.CompletionException;

/** What futures wrap around what went wrong. */
final class Failures {
  private Failures() {}

  static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
