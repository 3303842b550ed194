package io.cmqkafka.facade.http.connection;

import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/** A client's connection as requests come out of it, decrypted if it is encrypted. */
public interface ClientEndPoint {

  /** What the connection is made over. */
  SocketEndPoint socket();

  /** Starts to watch for the client closing; at most one watch may be there at a time. */
  DisconnectWatch watch(Runnable gone);

  default ConnectionDeadline deadline() {
    return socket().deadline();
  }

  default Peer peer() {
    return socket().peer();
  }

  /** The connection of a request. */
  static ClientEndPoint of(Request request) {
    EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    return (ClientEndPoint) endPoint;
  }
}
