package io.cmqkafka.facade.http;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port that CMQ clients talk to. It is Jetty itself, not a Javalin route: measured with 64
 * connections and 1 KiB bodies an empty route costs 33 to 42 microseconds of CPU for a request and
 * the handler 17 to 26, and reads and writes of a route would hold a thread for each slow client.
 */
public final class CmqHttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CmqHttpServer.class);

  /** Nothing blocks a thread, so a few are enough for any number of connections. */
  private static final int MIN_THREADS = 8;

  private static final int MAX_THREADS = 32;

  /** Longer than the longest poll of 30 s. */
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(90);

  /** A GET has its parameters there. */
  private static final int MAX_HEADER_BYTES = 64 << 10;

  private static final int ACCEPT_QUEUE = 1_024;

  /**
   * How long a server that closes serves what comes over connections that are there: a client that
   * is busy learns from its next answer to go elsewhere, and none of its requests fails.
   */
  private static final Duration LAST_REQUESTS = Duration.ofMillis(500);

  private static final long LOOK_MS = 10;

  /**
   * To watch a connection costs as much as to read a request, and most receives that may wait need
   * not.
   */
  private static final Duration WATCHED_AFTER = Duration.ofMillis(50);

  /** How often slow clients and changed certificates are looked for. */
  private static final long LOOK_SECONDS = 1;

  private final ActionEndpoint endpoint;
  private final Duration grace;
  private final Duration lastRequests;
  private final Duration watchedAfter;
  private final QueuedThreadPool threads =
      new QueuedThreadPool(MAX_THREADS, MIN_THREADS, (int) IDLE_TIMEOUT.toMillis());
  private final Server server = new Server(threads);
  private final ClientConnector connector;
  private final TlsFiles tls;

  /**
   * @param tls null for plain HTTP
   * @param grace how long {@link #close} waits for requests that are being answered
   */
  public CmqHttpServer(
      ActionEndpoint endpoint,
      ClientLimits limits,
      OpenFiles files,
      TlsFiles tls,
      Duration grace,
      MeterRegistry meters) {
    this(
        endpoint,
        limits,
        files,
        tls,
        grace,
        LAST_REQUESTS,
        WATCHED_AFTER,
        meters,
        System::nanoTime);
  }

  /**
   * @param lastRequests how long connections are left open when it closes
   * @param watchedAfter how long a request waits before its connection is watched; then a client
   *     that goes away, or has gone, is noticed within twice this time
   * @param nanoTime the clock that slow clients are told by
   */
  CmqHttpServer(
      ActionEndpoint endpoint,
      ClientLimits limits,
      OpenFiles files,
      TlsFiles tls,
      Duration grace,
      Duration lastRequests,
      Duration watchedAfter,
      MeterRegistry meters,
      LongSupplier nanoTime) {
    this.endpoint = endpoint;
    this.grace = grace;
    this.lastRequests = lastRequests;
    this.watchedAfter = watchedAfter;
    this.tls = tls;
    threads.setName("cmq-http");
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    // Paths are compared and never looked up, so no form of them is dangerous.
    http.setUriCompliance(UriCompliance.UNSAFE);
    connector =
        new ClientConnector(
            server, http, tls, limits, endpoint.strangers(), files, meters, nanoTime);
    connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
    connector.setAcceptQueueSize(ACCEPT_QUEUE);
    server.addConnector(connector);
    server.setErrorHandler(new EnvelopeErrors(endpoint));
    server.setHandler(new CmqHandler(endpoint));
  }

  /**
   * @param port 0 for any
   * @throws BindException if the address is in use, not this machine's, or not to be had; the
   *     message names it
   */
  public void start(String host, int port) throws IOException {
    connector.setHost(host);
    connector.setPort(port);
    try {
      server.start();
    } catch (Exception e) {
      stop();
      throw Ports.cannotBind(host, port, e);
    }
    lookAfterAWhile();
    watchAfterAWhile();
  }

  private void watchAfterAWhile() {
    connector
        .getScheduler()
        .schedule(this::watchThoseThatWait, watchedAfter.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void watchThoseThatWait() {
    try {
      endpoint.pending().watchThoseBefore(System.nanoTime() - watchedAfter.toNanos());
    } catch (Throwable e) {
      LOG.error("Watching the connections of those that wait failed and is tried again", e);
    } finally {
      if (server.isRunning()) {
        watchAfterAWhile();
      }
    }
  }

  private void lookAfterAWhile() {
    connector
        .getScheduler()
        .schedule(
            () -> {
              boolean begun = false;
              try {
                begun = threads.tryExecute(this::look);
              } finally {
                if (!begun) {
                  lookAfterAWhile();
                }
              }
            },
            LOOK_SECONDS,
            TimeUnit.SECONDS);
  }

  private void look() {
    try {
      look(connector::closeSlow);
      look(connector::reviewCap);
      look(endpoint.log()::tellTheRest);
      if (tls != null) {
        look(tls::look);
      }
    } finally {
      if (server.isRunning()) {
        lookAfterAWhile();
      }
    }
  }

  /** A part that fails, with whatever, neither ends the others nor the next look. */
  private static void look(Runnable part) {
    try {
      part.run();
    } catch (Throwable e) {
      LOG.error("Looking after the connections failed and is tried again", e);
    }
  }

  /** The port that is listened on. */
  public int port() {
    return connector.getLocalPort();
  }

  /**
   * Stops accepting, tells the actions of parked requests that their clients are gone and answers
   * them with "no message". Each answer from now on closes its connection; half a second is left
   * for the last request of connections that are there. Then waits for what is in progress, no
   * longer than the grace period altogether, and closes every connection.
   */
  @Override
  public void close() {
    long deadline = System.nanoTime() + grace.toNanos();
    refuseConnections();
    endpoint.pending().close();
    endpoint.pending().waiting().forEach(CmqHttpServer::shutDown);
    try {
      awaitLastRequests(deadline);
      endpoint.pending().drained().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      LOG.warn("{} requests were not answered in time to stop", endpoint.pending().count());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    stop();
  }

  private static void shutDown(Exchange exchange) {
    try {
      exchange.shutDown();
    } catch (Throwable e) {
      LOG.error("A request that waits could not be told that this process stops", e);
    }
  }

  /** First, so that a client that is told to go elsewhere cannot connect here again. */
  private void refuseConnections() {
    try {
      if (!connector.refuseConnections(grace.dividedBy(2))) {
        LOG.warn("Who connects while this process stops may get no answer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitLastRequests(long graceEnd) throws InterruptedException {
    long end = System.nanoTime() + lastRequests.toNanos();
    while (connector.hasClients()
        && System.nanoTime() - end < 0
        && System.nanoTime() - graceEnd < 0) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
  }

  private void stop() {
    try {
      server.stop();
    } catch (Exception e) {
      LOG.warn("The HTTP server did not stop cleanly", e);
    }
  }
}
