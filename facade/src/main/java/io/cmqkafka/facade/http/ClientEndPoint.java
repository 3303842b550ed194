package io.cmqkafka.facade.http;

import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/** A client's connection as requests come out of it, decrypted if it is encrypted. */
interface ClientEndPoint {

  /** Starts to watch for the client closing; at most one watch may be there at a time. */
  Watch watch(Runnable gone);

  Turn turn();

  Peer peer();

  /** Closes the connection without an answer; does not block. */
  void cutOff(Throwable why);

  /** The connection of a request. */
  static ClientEndPoint of(Request request) {
    EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    return (ClientEndPoint) endPoint;
  }
}
