package io.cmqkafka.facade.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Accepts clients, and closes the connections of those that exceed a limit. Nagle's algorithm is
 * off for accepted connections, as it is by Jetty's default.
 */
final class ClientConnector extends ServerConnector {
  static final String CLOSED = "cmq.connections.closed";

  private final ClientLimits limits;
  private final boolean encrypted;
  private final MeterRegistry meters;
  private final LongSupplier nanoTime;
  private final ConnectionsByAddress byAddress;

  /** Accepted, and not yet among the connected end points. */
  private final Set<SelectableChannel> arriving = ConcurrentHashMap.newKeySet();

  /** Each thread that accepts holds the read lock while it may be in the system's accept. */
  private final ReadWriteLock accepting = new ReentrantReadWriteLock();

  /**
   * @param tls null for plain HTTP
   */
  ClientConnector(
      Server server,
      HttpConfiguration http,
      TlsFiles tls,
      ClientLimits limits,
      MeterRegistry meters,
      LongSupplier nanoTime) {
    super(server, factories(http, tls));
    this.limits = limits;
    this.encrypted = tls != null;
    this.meters = meters;
    this.nanoTime = nanoTime;
    this.byAddress = new ConnectionsByAddress(limits.connectionsPerAddress());
    Gauge.builder("cmq.connections", this, connector -> connector.getConnectedEndPoints().size())
        .description("Clients' connections")
        .register(meters);
    getSelectorManager()
        .addEventListener(
            new SelectorManager.AcceptListener() {
              @Override
              public void onAccepting(SelectableChannel channel) {
                arriving.add(channel);
              }

              @Override
              public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
                arriving.remove(channel);
              }
            });
  }

  private static ConnectionFactory[] factories(HttpConfiguration http, TlsFiles tls) {
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    return tls == null
        ? new ConnectionFactory[] {plain}
        : new ConnectionFactory[] {
          TlsConnection.factory(tls.context(), HttpVersion.HTTP_1_1.asString()), plain
        };
  }

  @Override
  public void accept(int acceptor) throws IOException {
    accepting.readLock().lock();
    try {
      if (!isOpen()) {
        throw new ClosedChannelException();
      }
      super.accept(acceptor);
    } finally {
      accepting.readLock().unlock();
    }
  }

  /**
   * From its return on who connects is refused. Closing alone does not do that: the system keeps
   * the listening socket as long as a thread is in accept, and whoever connects before that thread
   * has had its turn is connected, sends a request, and is reset. (So is who was connected before
   * it closed and not accepted yet.)
   *
   * @return whether it was so within the time
   */
  boolean refuseConnections(Duration limit) throws InterruptedException {
    close();
    boolean refused = accepting.writeLock().tryLock(limit.toNanos(), TimeUnit.NANOSECONDS);
    if (refused) {
      accepting.writeLock().unlock();
    }
    return refused;
  }

  /** Whether a client is connected, or has been accepted and will be. */
  boolean hasClients() {
    return !arriving.isEmpty() || !getConnectedEndPoints().isEmpty();
  }

  /** Closes connections of clients that are too slow. To be called now and then. */
  void closeSlow() {
    for (EndPoint endPoint : getConnectedEndPoints()) {
      Turn.Part late = ((SocketEndPoint) endPoint).turn().late();
      if (late != null) {
        meters.counter(CLOSED, "why", late.late()).increment();
        endPoint.close(new TimeoutException(late.late()));
      }
    }
  }

  @Override
  protected SocketChannelEndPoint newEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key) {
    Turn turn =
        new Turn(
            encrypted, limits.readTimeout().toNanos(), limits.writeTimeout().toNanos(), nanoTime);
    Peer peer = new Peer(ClientAddress.of(channel.socket().getRemoteSocketAddress()));
    SocketChannelEndPoint endPoint =
        new SocketEndPoint(channel, selector, key, getScheduler(), turn, peer, encrypted);
    endPoint.setIdleTimeout(getIdleTimeout());
    return endPoint;
  }

  @Override
  protected void onEndPointOpened(EndPoint endPoint) {
    super.onEndPointOpened(endPoint);
    arriving.remove(((SocketChannelEndPoint) endPoint).getChannel());
    if (!byAddress.enter(address(endPoint))) {
      meters.counter(CLOSED, "why", "too_many_of_address").increment();
      endPoint.close();
    }
  }

  @Override
  protected void onEndPointClosed(EndPoint endPoint) {
    byAddress.leave(address(endPoint));
    super.onEndPointClosed(endPoint);
  }

  private static ClientAddress address(EndPoint endPoint) {
    return ((SocketEndPoint) endPoint).peer().address();
  }
}
