package io.cmqkafka.facade.push;

import java.io.IOException;
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
  private final Supplier<Request> requests;
  private final CompletableFuture<PushEnd> ended;
  private final long deadlineNanos;
  private volatile Request current;

  /** What had been read from the connection when the request began; 0 from a fresh one. */
  private volatile long readBefore;

  /**
   * @param requests makes the same request anew
   * @param ended is completed when the push has ended; whoever completes it before ends the push
   */
  PushExchange(
      HttpClient client,
      Supplier<Request> requests,
      long timeoutMs,
      CompletableFuture<PushEnd> ended) {
    this.client = client;
    this.requests = requests;
    this.ended = ended;
    this.deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
  }

  void begin() {
    Request request = next();
    request
        .onRequestBegin(begun -> readBefore = readFrom(begun.getConnection()))
        .send(new PushAnswer(this::firstEnded));
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

  private boolean isStale(Result result) {
    return result.getFailure() instanceof IOException
        && readBefore > 0
        && readFrom(result.getRequest().getConnection()) == readBefore;
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

  private static long readFrom(Connection connection) {
    return connection instanceof org.eclipse.jetty.io.Connection counting
        ? counting.getBytesIn()
        : 0;
  }
}
