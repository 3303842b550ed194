package io.cmqkafka.facade.push;

import org.eclipse.jetty.client.ContinueProtocolHandler;
import org.eclipse.jetty.client.EarlyHintsProtocolHandler;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.ProcessingProtocolHandler;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty's client with everything taken away that a push does not need. */
final class PushClient {
  private static final int THREADS = 16;
  private static final int SPARE_THREADS = 2;
  private static final int THREAD_IDLE_MS = 30_000;

  private static final int DESTINATION_IDLE_MS = 60_000;
  private static final int RESPONSE_BUFFER = 4 << 10;
  private static final int MAX_RESPONSE_HEADERS = 16 << 10;
  private static final int MAX_REQUEST_HEADERS = 16 << 10;

  private PushClient() {}

  /** A client that is started. */
  static HttpClient started(
      PushTransport transport,
      PushLimits limits,
      CheckedResolver resolver,
      OpenConnections connections) {
    HttpClient client = new HttpClient(transport);
    client.setName("cmq-push");
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, SPARE_THREADS, THREAD_IDLE_MS);
    threads.setName("cmq-push");
    threads.setDaemon(true);
    client.setExecutor(threads);
    client.setSocketAddressResolver(resolver);
    client.setConnectTimeout(limits.timeoutMs());
    client.setIdleTimeout(limits.timeoutMs());
    client.setDestinationIdleTimeout(DESTINATION_IDLE_MS);
    client.setMaxConnectionsPerDestination(limits.maxPerEndpoint());
    client.setMaxRequestsQueuedPerDestination(limits.maxUnderWay());
    client.setResponseBufferSize(RESPONSE_BUFFER);
    client.setMaxResponseHeadersSize(MAX_RESPONSE_HEADERS);
    client.setMaxRequestHeadersSize(MAX_REQUEST_HEADERS);
    client.setFollowRedirects(false);
    client.setHttpCookieStore(new HttpCookieStore.Empty());
    client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, PushHeaders.USER_AGENT));
    client.addBean(connections);
    try {
      client.start();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP client does not start", e);
    }
    // What the client would do by itself: follow, authenticate, upgrade, decode.
    client.getProtocolHandlers().clear();
    client.getProtocolHandlers().put(new ContinueProtocolHandler());
    client.getProtocolHandlers().put(new ProcessingProtocolHandler());
    client.getProtocolHandlers().put(new EarlyHintsProtocolHandler());
    client.getContentDecoderFactories().clear();
    return client;
  }
}
