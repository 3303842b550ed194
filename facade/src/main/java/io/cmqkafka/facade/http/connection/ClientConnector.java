package io.cmqkafka.facade.http.connection;

import io.cmqkafka.logging.LogLimit;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
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
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts clients, and closes the connections of those that exceed a limit. Nagle's algorithm is
 * off for accepted connections, as it is by Jetty's default.
 */
public final class ClientConnector extends ServerConnector {
  private static final Logger LOG = LoggerFactory.getLogger(ClientConnector.class);

  /** The most connections, also when the limit of open files allows more. */
  private static final int MAX_CONNECTIONS = 50_000;

  /** The least number of connections, also when the limit of open files allows fewer. */
  private static final int LEAST_CONNECTIONS = 8;

  /** The idle timeout of strangers while nearly all connections are in use. */
  private static final Duration STRANGER_IDLE_WHEN_FULL = Duration.ofSeconds(5);

  static final String CLOSED = "cmq.connections.closed";

  /** The reason of a connection that was closed to make room. */
  static final String ROOM = "room_for_others";

  private final ClientLimits limits;
  private final boolean encrypted;
  private final MeterRegistry meters;
  private final LongSupplier nanoTime;
  private final ConnectionsByAddress byAddress;
  private final Strangers strangers;
  private final OpenFiles files;
  private final ConnectionCap cap;
  private final LogLimit logged = new LogLimit();

  /** Connections that were accepted and are not connected end points yet. */
  private final Set<SelectableChannel> arriving = ConcurrentHashMap.newKeySet();

  /** Each thread that accepts holds the read lock while it may be in the system's accept. */
  private final ReadWriteLock accepting = new ReentrantReadWriteLock();

  /**
   * @param tls null for plain HTTP
   */
  public ClientConnector(
      Server server,
      HttpConfiguration http,
      TlsFiles tls,
      ClientLimits limits,
      Strangers strangers,
      OpenFiles files,
      MeterRegistry meters,
      LongSupplier nanoTime) {
    super(server, factories(http, tls));
    this.limits = limits;
    this.encrypted = tls != null;
    this.meters = meters;
    this.nanoTime = nanoTime;
    this.byAddress = new ConnectionsByAddress(limits.connectionsPerAddress());
    this.strangers = strangers;
    this.files = files;
    this.cap = new ConnectionCap(roomFor(0), STRANGER_IDLE_WHEN_FULL.toNanos());
    Gauge.builder("cmq.connections", this, connector -> connector.getConnectedEndPoints().size())
        .description("Clients' connections")
        .register(meters);
    Gauge.builder("cmq.connections.max", cap, ConnectionCap::max)
        .description("How many connections clients may have now")
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
                cap.leave(channel);
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
      accepted(((ServerSocketChannel) getTransport()).accept());
    } finally {
      accepting.readLock().unlock();
    }
  }

  private void accepted(SocketChannel channel) throws IOException {
    if (!cap.enter(channel, address(channel))) {
      meters.counter(CLOSED, "why", "too_many").increment();
      channel.close();
      tellThatItIsFull();
      return;
    }
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      getSelectorManager().accept(channel);
    } catch (IOException | RuntimeException e) {
      // The client has gone again.
      LOG.debug("a connection could not be taken in", e);
      cap.leave(channel);
      channel.close();
    }
  }

  private void cutOff(EndPoint endPoint) {
    meters.counter(CLOSED, "why", ROOM).increment();
    endPoint.close(new EofException("others need the room"));
  }

  private void makeRoom(EndPoint endPoint) {
    meters.counter(CLOSED, "why", ROOM).increment();
    endPoint.close(new EofException("others need the connection"));
    tellThatItIsFull();
  }

  private void tellThatItIsFull() {
    if (logged.isDue("full")) {
      LOG.warn(
          "{} connections are as many as there may be now, so others are closed"
              + " (cmq_connections_closed_total says how many); {}",
          cap.max(),
          cap.max() == MAX_CONNECTIONS
              ? "no process takes more, start another one"
              : "the process may have "
                  + files.max()
                  + " files open: raise that limit (ulimit -n, systemd's LimitNOFILE, Docker's"
                  + " --ulimit nofile)");
    }
  }

  /** How many connections are allowed when so many of the open files are connections. */
  private int roomFor(int connections) {
    long more = Math.min(MAX_CONNECTIONS, files.left());
    return (int) Math.max(LEAST_CONNECTIONS, Math.min(MAX_CONNECTIONS, more + connections));
  }

  /** Asks how many connections the open files allow, and closes idle ones if there are more. */
  public void reviewCap() {
    cap.review(roomFor(cap.count()));
  }

  /**
   * After its return new connections are refused. Closing the socket alone does not do that: the
   * system keeps the listening socket as long as a thread is in accept. A client that connects
   * before that thread has had its turn is connected, sends a request, and is reset. (So is a
   * client that was connected before the closing and not accepted yet.)
   *
   * @return whether that was achieved within the limit
   */
  public boolean refuseConnections(Duration limit) throws InterruptedException {
    close();
    boolean refused = accepting.writeLock().tryLock(limit.toNanos(), TimeUnit.NANOSECONDS);
    if (refused) {
      accepting.writeLock().unlock();
    }
    return refused;
  }

  /** Whether a client is connected, or has been accepted and will be. */
  public boolean hasClients() {
    return !arriving.isEmpty() || !getConnectedEndPoints().isEmpty();
  }

  /** Closes connections of clients that are too slow. To be called now and then. */
  public void closeSlow() {
    for (EndPoint endPoint : getConnectedEndPoints()) {
      ConnectionDeadline.Part late = ((SocketEndPoint) endPoint).deadline().late();
      if (late != null) {
        meters.counter(CLOSED, "why", late.late()).increment();
        endPoint.close(new TimeoutException(late.late()));
      }
    }
  }

  @Override
  protected SocketChannelEndPoint newEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key) {
    ConnectionDeadline deadline =
        new ConnectionDeadline(
            encrypted, limits.readTimeout().toNanos(), limits.writeTimeout().toNanos(), nanoTime);
    Peer peer = new Peer(address(channel));
    SocketChannelEndPoint endPoint =
        new SocketEndPoint(
            channel,
            selector,
            key,
            getScheduler(),
            deadline,
            peer,
            strangers,
            this::cutOff,
            encrypted);
    endPoint.setIdleTimeout(getIdleTimeout());
    return endPoint;
  }

  @Override
  protected void onEndPointOpened(EndPoint endPoint) {
    super.onEndPointOpened(endPoint);
    SocketEndPoint client = (SocketEndPoint) endPoint;
    cap.opened(client.getChannel(), new Counted(client));
    arriving.remove(client.getChannel());
    if (!byAddress.enter(address(endPoint))) {
      meters.counter(CLOSED, "why", "too_many_of_address").increment();
      endPoint.close();
    }
  }

  @Override
  protected void onEndPointClosed(EndPoint endPoint) {
    SocketEndPoint client = (SocketEndPoint) endPoint;
    cap.leave(client.getChannel());
    client.peer().gone();
    byAddress.leave(address(endPoint));
    super.onEndPointClosed(endPoint);
  }

  private static ClientAddress address(SocketChannel channel) {
    return ClientAddress.of(channel.socket().getRemoteSocketAddress());
  }

  private static ClientAddress address(EndPoint endPoint) {
    return ((SocketEndPoint) endPoint).peer().address();
  }

  /** A connection as the cap sees it. */
  private final class Counted implements ConnectionCap.Connection {
    private final SocketEndPoint endPoint;

    Counted(SocketEndPoint endPoint) {
      this.endPoint = endPoint;
    }

    @Override
    public boolean isKnown() {
      return endPoint.peer().isKnown();
    }

    @Override
    public long idleNanos() {
      return endPoint.deadline().idleNanos();
    }

    @Override
    public void makeRoom() {
      ClientConnector.this.makeRoom(endPoint);
    }
  }
}
