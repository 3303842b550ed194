package io.cmqkafka.facade.push;

import io.cmqkafka.Publication;
import io.cmqkafka.PushResult;
import io.cmqkafka.Pusher;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.facade.classic.PushUrl;
import io.cmqkafka.logging.LogLimit;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.InetAddress;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes as CMQ does: one POST, and any 2xx is success. Redirects are not followed, nothing of an
 * answer is kept, and no thread waits. Thread-safe.
 *
 * <p>More pushes at a time than {@link PushLimits#maxUnderWay} end at once without success; to
 * spread what there is over subscriptions and endpoints is up to the caller.
 */
public final class HttpPusher implements Pusher, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpPusher.class);

  /** Beyond the client's own time-out, which further interim answers make it miss, ms. */
  private static final int LATE_MS = 5_000;

  private final PushLimits limits;
  private final CheckedResolver resolver;
  private final HttpClient client;
  private final OpenConnections connections = new OpenConnections();
  private final PushBody body = new PushBody();
  private final Semaphore free;
  private final LogLimit logged = new LogLimit();
  private final Map<PushOutcome, Timer> timers = new EnumMap<>(PushOutcome.class);

  public HttpPusher(PushTargets targets, PushLimits limits, MeterRegistry meters) {
    // Without a key or trust store of its own: the JVM's, and the host's name is checked.
    this(targets, limits, meters, InetAddress::getAllByName, new SslContextFactory.Client());
  }

  HttpPusher(
      PushTargets targets,
      PushLimits limits,
      MeterRegistry meters,
      CheckedResolver.Lookup lookup,
      SslContextFactory.Client tls) {
    this.limits = limits;
    this.free = new Semaphore(limits.maxUnderWay());
    this.resolver = new CheckedResolver(targets, lookup, limits.timeoutMs());
    this.client = PushClient.started(new PushTransport(tls), limits, resolver, connections);
    for (PushOutcome outcome : PushOutcome.values()) {
      timers.put(outcome, meters.timer("cmq.push", "outcome", outcome.tag()));
    }
    meters.gauge("cmq.push.connections", connections, OpenConnections::count);
  }

  @Override
  public CompletableFuture<PushResult> push(
      SubscriptionDefinition subscription, Publication publication) {
    long began = System.nanoTime();
    CompletableFuture<PushEnd> ended = new CompletableFuture<>();
    boolean mine = free.tryAcquire();
    if (mine) {
      send(subscription, publication, ended);
    } else {
      ended.complete(PushEnd.of(new RejectedExecutionException("too many pushes under way")));
    }
    return ended.thenApply(
        end -> {
          // Before the caller hears of it and begins the next one.
          if (mine) {
            free.release();
          }
          timers.get(end.outcome()).record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
          log(subscription, end);
          return end.result();
        });
  }

  @Override
  public void close() throws Exception {
    resolver.close();
    client.stop();
  }

  private void send(
      SubscriptionDefinition subscription,
      Publication publication,
      CompletableFuture<PushEnd> ended) {
    URI target;
    try {
      target = PushUrl.parse(subscription.endpoint()).uri();
    } catch (IllegalArgumentException e) {
      ended.complete(PushEnd.illegal(e.getMessage()));
      return;
    }
    try {
      long requestId = ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
      PushExchange exchange =
          new PushExchange(
              client,
              connections,
              () -> request(target, subscription, publication, requestId),
              limits.timeoutMs(),
              ended);
      exchange.begin();
      ended
          .completeOnTimeout(
              PushEnd.LATE, (long) limits.timeoutMs() + LATE_MS, TimeUnit.MILLISECONDS)
          .thenAccept(
              end -> {
                if (end == PushEnd.LATE) {
                  exchange.stop();
                }
              });
    } catch (Throwable e) {
      // Also for an error: the caller waits for the end of its message.
      ended.complete(PushEnd.of(e));
    }
  }

  private Request request(
      URI target, SubscriptionDefinition subscription, Publication publication, long requestId) {
    return client
        .newRequest(target)
        .method(HttpMethod.POST)
        .headers(headers -> PushHeaders.add(headers, publication, requestId))
        .body(body.of(subscription, publication))
        // The connection is not idle while an answer may still come in time.
        .idleTimeout((long) limits.timeoutMs() + LATE_MS, TimeUnit.MILLISECONDS)
        .onRequestBegin(this::keepOrClose);
  }

  /** Connections that are to stay open are counted when they are used: so many at most do. */
  private void keepOrClose(Request request) {
    if (connections.count() > limits.maxIdle()) {
      request.headers(
          headers -> headers.put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString()));
    }
  }

  private void log(SubscriptionDefinition subscription, PushEnd end) {
    if (end.outcome() != PushOutcome.OK && logged.isDue(subscription.id())) {
      LOG.warn(
          "pushing for subscription {} of topic {} failed: {}: {}",
          subscription.name(),
          subscription.topicName(),
          end.outcome().tag(),
          end.detail());
    }
  }
}
