package io.cmqkafka.facade.push;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** How a push ended; told apart in metrics. */
enum PushOutcome {
  /** 2xx. */
  OK(failure -> false),
  STATUS_1XX(failure -> false),
  STATUS_3XX(failure -> false),
  STATUS_4XX(failure -> false),
  STATUS_5XX(failure -> false),
  TIMEOUT(
      failure -> failure instanceof TimeoutException || failure instanceof SocketTimeoutException),
  /** No connection. */
  REFUSED(
      failure -> failure instanceof ConnectException || failure instanceof NoRouteToHostException),
  /** The host's name leads nowhere. */
  UNRESOLVED(failure -> failure instanceof UnknownHostException),
  /** The operator does not admit the target. */
  DENIED(failure -> failure instanceof DeniedTargetException),
  /** The endpoint is no URL that can be pushed to. */
  ILLEGAL(failure -> false),
  /** A bound of this process; it should be the caller's to keep them. */
  OVERLOADED(failure -> failure instanceof RejectedExecutionException),
  /** TLS failed, mostly for the endpoint's certificate. */
  TLS(failure -> failure instanceof SSLException),
  /** Anything else: no HTTP, a connection that broke. */
  FAILED(failure -> true);

  private final Predicate<Throwable> causedBy;

  PushOutcome(Predicate<Throwable> causedBy) {
    this.causedBy = causedBy;
  }

  static PushOutcome ofStatus(int status) {
    return switch (status / 100) {
      case 1 -> STATUS_1XX;
      case 2 -> OK;
      case 3 -> STATUS_3XX;
      case 4 -> STATUS_4XX;
      case 5 -> STATUS_5XX;
      default -> FAILED;
    };
  }

  static PushOutcome of(Throwable failure) {
    return Stream.of(values())
        .filter(outcome -> outcome.causedBy.test(failure))
        .findFirst()
        .orElse(FAILED);
  }

  /** As metrics name it: {@code ok}, {@code 5xx}, {@code timeout}. */
  String tag() {
    return name().replace("STATUS_", "").toLowerCase(Locale.ROOT);
  }
}
