package io.cmqkafka.facade.push;

import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;

/** Counts the client's connections, to whomever they lead. */
final class OpenConnections implements Connection.Listener {
  private final AtomicInteger count = new AtomicInteger();

  int count() {
    return count.get();
  }

  @Override
  public void onOpened(Connection connection) {
    count.addAndGet(weight(connection));
  }

  @Override
  public void onClosed(Connection connection) {
    count.addAndGet(-weight(connection));
  }

  /** With TLS there are two for one socket, one inside the other. */
  private static int weight(Connection connection) {
    return connection instanceof SslConnection ? 0 : 1;
  }
}
