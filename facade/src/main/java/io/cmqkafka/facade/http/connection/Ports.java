package io.cmqkafka.facade.http.connection;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Whether a server can listen, and what one that cannot has to say. */
public final class Ports {
  private Ports() {}

  /**
   * Listens for a moment, long before a server does.
   *
   * @param port 0 for any
   * @throws BindException if the address cannot be had; the message names it
   */
  public static void check(String host, int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      // As the server will: a port whose last connections are not forgotten yet is to be had.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw cannotBind(host, port, e);
    }
  }

  /** Keeps the reason that the system gave, which is the innermost cause. */
  public static IOException cannotBind(String host, int port, Exception failure) {
    Throwable reason = failure;
    while (reason.getCause() != null) {
      reason = reason.getCause();
    }
    String why = reason.getMessage() == null ? reason.toString() : reason.getMessage();
    BindException e = new BindException("cannot listen on " + host + ":" + port + ": " + why);
    e.initCause(failure);
    return e;
  }
}
