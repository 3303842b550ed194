package io.cmqkafka.facade.push;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;

/** The client's connections, to whomever they lead, and since when they are open. Thread-safe. */
final class OpenConnections implements Connection.Listener {
  /** When each was opened, by {@link System#nanoTime}. */
  private final Map<Connection, Long> opened = new ConcurrentHashMap<>();

  int count() {
    return opened.size();
  }

  /** Whether it is open, and has been for no longer than since then. */
  boolean isOpenedSince(Connection connection, long nanos) {
    Long at = opened.get(connection);
    return at != null && at - nanos >= 0;
  }

  @Override
  public void onOpened(Connection connection) {
    // With TLS there are two for one socket, one inside the other.
    if (!(connection instanceof SslConnection)) {
      opened.put(connection, System.nanoTime());
    }
  }

  @Override
  public void onClosed(Connection connection) {
    opened.remove(connection);
  }
}
