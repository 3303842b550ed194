package io.cmqkafka.facade.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.IdleTimeout;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can happen to a connection in a moment that lasts long on a busy machine. */
class PushConnectionIT {
  private static final PushLimits PATIENT = new PushLimits(60_000, 40);
  private static final long IDLE_MS = 2_000;

  private final OpenConnections connections = new OpenConnections();
  private final CheckedResolver resolver =
      new CheckedResolver(
          new PushTargets(List.of("*"), List.of()), InetAddress::getAllByName, PATIENT.timeoutMs());
  private final CountDownLatch isPicked = new CountDownLatch(1);
  private final CountDownLatch isClosing = new CountDownLatch(1);
  private final CompletableFuture<PushEnd> second = new CompletableFuture<>();
  private RawEndpoint endpoint;
  private HttpClient client;

  @BeforeEach
  void open() throws IOException {
    endpoint = new RawEndpoint(RawEndpoint.status(200));
  }

  @AfterEach
  void close() throws Exception {
    resolver.close();
    client.stop();
    endpoint.close();
  }

  @Test
  void aRequestThatMeetsAClosingConnectionIsRepeated() throws Exception {
    CompletableFuture<Closing> kept = new CompletableFuture<>();
    client =
        started(
            (endPoint, context) -> {
              Closing connection = new Closing(endPoint, context);
              kept.complete(connection);
              return connection;
            });
    assertTaken(push(BytesRequestContent::new));
    CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> push(Held::new, second));
    isPicked.await();
    kept.join().whileClosing =
        () -> {
          isClosing.countDown();
          sent.join();
        };
    kept.join().close();
    assertTaken(second);
  }

  @Test
  void aConnectionThatIsLongInOpeningIsNotIdle() {
    client =
        started(
            (endPoint, context) -> {
              await().until(() -> !endPoint.isOpen() || idleMs(endPoint) > IDLE_MS + IDLE_MS / 2);
              return new PushConnection(endPoint, context);
            });
    assertTaken(push(BytesRequestContent::new));
  }

  private HttpClient started(Connecting connecting) {
    return PushClient.started(
        new PushTransport(new SslContextFactory.Client()) {
          @Override
          public Connection newConnection(EndPoint endPoint, Map<String, Object> context) {
            return customize(connecting.connection(endPoint, context), context);
          }
        },
        PATIENT,
        resolver,
        connections);
  }

  private CompletableFuture<PushEnd> push(Supplier<Request.Content> body) {
    CompletableFuture<PushEnd> ended = new CompletableFuture<>();
    push(body, ended);
    return ended;
  }

  private void push(Supplier<Request.Content> body, CompletableFuture<PushEnd> ended) {
    new PushExchange(
            client,
            connections,
            () -> client.newRequest(endpoint.url()).method(HttpMethod.POST).body(body.get()),
            PATIENT.timeoutMs(),
            ended)
        .begin();
  }

  private static long idleMs(EndPoint endPoint) {
    return ((IdleTimeout) endPoint).getIdleFor();
  }

  private static void assertTaken(CompletableFuture<PushEnd> push) {
    assertThat(push).succeedsWithin(30, TimeUnit.SECONDS).isEqualTo(PushEnd.of(200));
  }

  private interface Connecting {
    PushConnection connection(EndPoint endPoint, Map<String, Object> context);
  }

  /** Its length is asked for when a connection has been taken for it, and before it is there. */
  private final class Held extends BytesRequestContent {
    @Override
    public long getLength() {
      isPicked.countDown();
      try {
        isClosing.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return super.getLength();
    }
  }

  /** Lets something happen after its requests have been failed and before the socket is closed. */
  private static final class Closing extends PushConnection {
    private volatile Runnable whileClosing;

    Closing(EndPoint endPoint, Map<String, Object> context) {
      super(endPoint, context);
    }

    @Override
    public EndPoint getEndPoint() {
      Runnable once = isClosed() ? whileClosing : null;
      if (once != null) {
        whileClosing = null;
        once.run();
      }
      return super.getEndPoint();
    }
  }
}
