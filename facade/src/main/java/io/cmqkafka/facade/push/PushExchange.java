package io.cmqkafka.facade.push;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.util.Promise;

/**
 * One push: one request, and once more on a fresh connection when the request met a connection that
 * had been kept open and that broke before anything of an answer came. Endpoints close such
 * connections when they like, and the client may not know yet.
 */
final class PushExchange {
  private final HttpClient client;
  private final OpenConnections connections;
  private final Supplier<Request> requests;
  private final CompletableFuture<PushEnd> ended;
  private final long beganNanos = System.nanoTime();
  private final long deadlineNanos;
  private volatile Request current;

  /** What the request met when it began; null as long as it has not. */
  private volatile Met met;

  /**
   * @param kept whether the connection was there before the push, or was used by another one
   * @param bytesRead what had been read from it
   */
  private record Met(boolean kept, long bytesRead) {}

  /**
   * @param requests makes the same request anew
   * @param ended is completed when the push has ended. Completing it earlier ends the push
   */
  PushExchange(
      HttpClient client,
      OpenConnections connections,
      Supplier<Request> requests,
      long timeoutMs,
      CompletableFuture<PushEnd> ended) {
    this.client = client;
    this.connections = connections;
    this.requests = requests;
    this.ended = ended;
    this.deadlineNanos = beganNanos + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
  }

  void begin() {
    Request request = next();
    request
        .onRequestBegin(begun -> met = meeting(begun.getConnection()))
        .send(new PushAnswer(this::firstEnded));
  }

  private Met meeting(Connection connection) {
    long bytesRead = bytesRead(connection);
    boolean kept =
        bytesRead > 0
            || connection instanceof org.eclipse.jetty.io.Connection one
                && !connections.isOpenedSince(one, beganNanos);
    return new Met(kept, bytesRead);
  }

  /**
   * A request can be aborted once, and not in the moment between two interim answers: an endpoint
   * that sends no others would keep its connection.
   */
  void stop() {
    Request request = current;
    request
        .abort(new TimeoutException())
        .thenAccept(
            aborted -> {
              Connection connection = request.getConnection();
              if (!aborted && connection != null) {
                connection.close();
              }
            });
  }

  private Request next() {
    Request request = requests.get();
    current = request;
    long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    return request.timeout(Math.max(1, left), TimeUnit.MILLISECONDS);
  }

  private void firstEnded(Result result) {
    if (isStale(result) && !ended.isDone()) {
      repeat();
    } else {
      ended.complete(PushAnswer.end(result));
    }
  }

  /**
   * Whether the connection broke, in any of the ways in which it can while a request is being
   * written, and had not been opened for this push.
   */
  private boolean isStale(Result result) {
    Throwable failure = result.getFailure();
    Connection connection = result.getRequest().getConnection();
    if (failure == null || failure instanceof TimeoutException || connection == null) {
      return false;
    }
    // A connection that broke before the request began is not of its making either.
    Met before = met;
    return before == null || before.kept() && bytesRead(connection) == before.bytesRead();
  }

  /** Past the pool, whose other connections may be as stale. */
  private void repeat() {
    try {
      Request request = next();
      request.headers(
          headers -> headers.put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString()));
      Destination destination = client.resolveDestination(request);
      destination.newConnection(
          Promise.from(
              connection -> send(request, connection),
              failure -> ended.complete(PushEnd.of(failure))));
    } catch (RuntimeException e) {
      ended.complete(PushEnd.of(e));
    }
  }

  private void send(Request request, Connection connection) {
    if (ended.isDone()) {
      connection.close();
    } else {
      connection.send(request, new PushAnswer(result -> ended.complete(PushAnswer.end(result))));
    }
  }

  private static long bytesRead(Connection connection) {
    return connection instanceof org.eclipse.jetty.io.Connection counting
        ? counting.getBytesIn()
        : 0;
  }
}
