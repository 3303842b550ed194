package io.cmqkafka.facade.push;

import java.util.Map;
import org.eclipse.jetty.client.transport.internal.HttpConnectionOverHTTP;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Promise;

/** Jetty's connection, without two of its races. */
class PushConnection extends HttpConnectionOverHTTP {
  /**
   * Shorter than the servers' own, which are often 5 s: the side that closes first gets no request
   * on a closed connection.
   */
  private static final int IDLE_MS = 2_000;

  PushConnection(EndPoint endPoint, Map<String, Object> context) {
    super(endPoint, context);
  }

  /**
   * Only from here on: Jetty's idle time begins with the socket, and a process that is slow to come
   * so far would find a connection that has ended before its first request.
   */
  @Override
  public void onOpen() {
    getEndPoint().setIdleTimeout(IDLE_MS);
    super.onOpen();
  }

  /**
   * Jetty fails the request that is on the connection, and then closes the socket. A request that
   * another thread puts on it in between is written, and nobody reads its answer; not even its
   * time-out ends it, since that has ended with the connection.
   */
  @Override
  protected void close(Throwable failure) {
    super.close(failure);
    abort(failure, Promise.noop());
  }
}
