package io.cmqkafka.facade.http;

import io.cmqkafka.facade.classic.ClassicApi;
import io.cmqkafka.facade.console.Console;
import io.cmqkafka.facade.http.connection.ClientConnector;
import io.cmqkafka.facade.http.connection.ClientLimits;
import io.cmqkafka.facade.http.connection.OpenFiles;
import io.cmqkafka.facade.http.connection.Ports;
import io.cmqkafka.facade.http.connection.TlsFiles;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.http.servlet.DefaultTasks;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.eclipse.jetty.ee10.servlet.ServletApiResponse;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.ee10.servlet.SessionHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.LowResourceMonitor;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port that CMQ clients talk to: one Javalin application, whose routes are {@link ApiRoutes},
 * with what stands before it ({@link RequestReader}) and below it ({@link ClientConnector}).
 */
public final class CmqHttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CmqHttpServer.class);

  /** Nothing blocks a thread, so a few are enough for any number of connections. */
  private static final int MIN_THREADS = 8;

  private static final int MAX_THREADS = 32;

  /** Longer than the longest poll of 30 s. */
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(90);

  /** The parameters of a GET are among the headers. */
  private static final int MAX_HEADER_BYTES = 64 << 10;

  private static final int ACCEPT_QUEUE = 1_024;

  /**
   * How long a server that closes serves what comes over connections that are there: a client that
   * is busy learns from its next answer to go elsewhere, and none of its requests fails.
   */
  private static final Duration LAST_REQUESTS = Duration.ofMillis(500);

  private static final long LOOK_MS = 10;

  /**
   * How long a request waits before its connection is watched. Watching costs as much as reading a
   * request, and most receives that may wait get a message at once.
   */
  private static final Duration WATCHED_AFTER = Duration.ofMillis(50);

  /** How often slow clients and changed certificates are looked for. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final PendingRequests requests;
  private final Duration grace;
  private final Duration lastRequests;
  private final Duration watchedAfter;
  private final QueuedThreadPool threads =
      new QueuedThreadPool(MAX_THREADS, MIN_THREADS, (int) IDLE_TIMEOUT.toMillis());

  /** Two threads, because reading the certificate's files may hang with their file system. */
  private final ScheduledExecutorService looks =
      Executors.newScheduledThreadPool(
          2,
          task -> {
            Thread thread = new Thread(task, "cmq-connections");
            thread.setDaemon(true);
            return thread;
          });

  private final Javalin javalin;
  private final TlsFiles tls;
  private ClientConnector connector;
  private String host;
  private int port;

  /**
   * @param console null for none
   * @param tls null for plain HTTP
   * @param grace how long {@link #close} waits for requests that are being answered
   */
  public CmqHttpServer(
      ClassicApi classic,
      Console console,
      PendingRequests requests,
      ClientLimits limits,
      OpenFiles files,
      TlsFiles tls,
      Duration grace,
      MeterRegistry meters) {
    this(
        classic,
        console,
        requests,
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
      ClassicApi classic,
      Console console,
      PendingRequests requests,
      ClientLimits limits,
      OpenFiles files,
      TlsFiles tls,
      Duration grace,
      Duration lastRequests,
      Duration watchedAfter,
      MeterRegistry meters,
      LongSupplier nanoTime) {
    this.requests = requests;
    this.grace = grace;
    this.lastRequests = lastRequests;
    this.watchedAfter = watchedAfter;
    this.tls = tls;
    threads.setName("cmq-http");
    javalin =
        Javalin.create(
            config -> {
              new ApiRoutes(classic, console).addTo(config);
              config.router.javaLangErrorHandler(CmqHttpServer::failed);
              // The other stages are not used, and would cost as much as this one.
              config.requestLifeCycle(DefaultTasks.INSTANCE.getHTTP());
              config.http.compressionStrategy = CompressionStrategy.NONE;
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.startup.startupWatcherEnabled = false;
              config.jetty.threadPool = threads;
              config.jetty.modifyHttpConfiguration(CmqHttpServer::configure);
              config.jetty.modifyServer(this::configure);
              config.jetty.modifyServletContextHandler(CmqHttpServer::configure);
              config.jetty.addConnector(
                  (server, http) ->
                      connect(
                          new ClientConnector(
                              server,
                              http,
                              tls,
                              limits,
                              requests.strangers(),
                              files,
                              meters,
                              nanoTime)));
            });
  }

  private static void configure(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    // Paths are compared with the routes and name no file, so no form of them is dangerous.
    http.setUriCompliance(UriCompliance.UNSAFE);
  }

  private void configure(Server server) {
    // The monitor would close connections of waiting clients when many requests come at once.
    server.removeBean(server.getBean(LowResourceMonitor.class));
    server.setErrorHandler(new EnvelopeErrors(requests));
    server.setHandler(new RequestReader(requests));
  }

  private static void configure(ServletContextHandler servlets) {
    servlets.setSessionHandler(new NoSessions());
    servlets.setProtectedTargets(new String[0]);
  }

  private Connector connect(ClientConnector connector) {
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
    connector.setAcceptQueueSize(ACCEPT_QUEUE);
    this.connector = connector;
    return connector;
  }

  /**
   * An error that Javalin met outside of a route, such as a lack of memory. Javalin cannot be made
   * to wait here for the end of the answer. It need not: an answer of this size leaves at once. If
   * the client has stopped reading and it does not, the connection is closed.
   */
  private static void failed(HttpServletResponse response, Error failure) {
    ServletContextRequest request =
        ((ServletApiResponse) response).getServletChannel().getServletContextRequest();
    ((PendingRequest) request.getAttribute(PendingRequest.ATTRIBUTE)).answer(failure);
  }

  /**
   * @param port 0 for any
   * @throws BindException if the address is in use, not this machine's, or not to be had; the
   *     message names it
   */
  public void start(String host, int port) throws IOException {
    // Javalin would log as an error of its own what the caller says in a sentence.
    Ports.check(host, port);
    this.host = host;
    this.port = port;
    try {
      javalin.start();
    } catch (RuntimeException e) {
      stop();
      throw Ports.cannotBind(host, port, e);
    }
    every(LOOK, connector::closeSlow);
    every(LOOK, connector::reviewCap);
    every(LOOK, requests.log()::tellTheRest);
    if (tls != null) {
      every(LOOK, tls::reloadIfChanged);
    }
    every(
        watchedAfter, () -> requests.watchThoseBefore(System.nanoTime() - watchedAfter.toNanos()));
  }

  private void every(Duration period, Runnable look) {
    looks.scheduleWithFixedDelay(
        () -> look(look), period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** A task that fails, even with an error, ends neither the others nor its own next run. */
  private static void look(Runnable look) {
    try {
      look.run();
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
    if (connector == null) {
      return;
    }
    long deadline = System.nanoTime() + grace.toNanos();
    refuseConnections();
    requests.close();
    requests.waiting().forEach(CmqHttpServer::shutDown);
    try {
      awaitLastRequests(deadline);
      requests.drained().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      LOG.warn("{} requests were not answered in time to stop", requests.count());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    stop();
  }

  private static void shutDown(PendingRequest request) {
    try {
      request.shutDown();
    } catch (Throwable e) {
      LOG.error("A request that waits could not be told that this process stops", e);
    }
  }

  /** Done first, so that a client that is told to go elsewhere cannot connect here again. */
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
    looks.shutdownNow();
    try {
      javalin.stop();
    } catch (Exception e) {
      LOG.warn("The HTTP server did not stop cleanly", e);
    }
  }

  /** Keeps no session, and looks at no cookie. */
  private static final class NoSessions extends SessionHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      return getHandler().handle(request, response, callback);
    }
  }
}
