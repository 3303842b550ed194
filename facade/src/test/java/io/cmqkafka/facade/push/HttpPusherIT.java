package io.cmqkafka.facade.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.Publication;
import io.cmqkafka.PushResult;
import io.cmqkafka.topic.NotifyContentFormat;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpPusherIT {
  private static final PushTargets ALL = new PushTargets(List.of("*"), List.of());
  private static final PushLimits PATIENT = new PushLimits(60_000, 40);
  private static final PushLimits IMPATIENT = new PushLimits(1_000, 40);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
  private final CountDownLatch testIsOver = new CountDownLatch(1);
  private HttpPusher pusher;

  @AfterEach
  void close() throws Exception {
    testIsOver.countDown();
    while (!toClose.isEmpty()) {
      toClose.pop().close();
    }
  }

  @Test
  void aPushIsOneRequestAsCmqMakesIt() throws IOException {
    pusher = pusher(PATIENT);
    RawEndpoint endpoint = endpoint(RawEndpoint.status(204));
    assertThat(
            pushed(
                endpoint.url() + "?a&b=%20c",
                NotifyContentFormat.JSON,
                Pushed.publication("hello", "a", "b")))
        .isTrue();
    RawEndpoint.Received request = endpoint.received.get(0);
    assertThat(request.head())
        .startsWith("POST /hook?a&b=%20c HTTP/1.1\r\n")
        .contains("\r\nUser-Agent: Qcloud Notification Service Agent\r\n")
        .contains("\r\nContent-Type: text/plain\r\n")
        .contains("\r\nx-cmq-message-id: " + Pushed.ID + "\r\n")
        .contains("\r\nx-cmq-message-tag: a, b\r\n")
        .containsPattern("\r\nx-cmq-request-id: \\d+\r\n")
        .contains("\r\nHost: 127.0.0.1:")
        .doesNotContainIgnoringCase("cookie")
        .doesNotContainIgnoringCase("accept-encoding")
        .doesNotContainIgnoringCase("authorization");
    assertThat(request.bodyText()).startsWith("{\"TopicOwner\":0,").contains("\"hello\"");
    assertThat(ended("ok")).isEqualTo(1);
  }

  @Test
  void aMebibyteIsPushedByteForByte() throws IOException {
    pusher = pusher(PATIENT);
    RawEndpoint endpoint = endpoint(RawEndpoint.status(200));
    byte[] body = new byte[1 << 20];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) (i * 31 >> 3);
    }
    assertThat(pushed(endpoint.url(), NotifyContentFormat.SIMPLIFIED, Pushed.publication(body)))
        .isTrue();
    assertThat(endpoint.received.get(0).body()).isEqualTo(body);
  }

  @ParameterizedTest
  @CsvSource({"500,5xx", "404,4xx", "401,4xx", "407,4xx", "304,3xx"})
  void onlyStatusesOf200AreSuccess(int status, String outcome) throws IOException {
    pusher = pusher(PATIENT);
    RawEndpoint endpoint = endpoint(RawEndpoint.status(status));
    assertThat(pushed(endpoint.url())).isFalse();
    assertThat(endpoint.received).hasSize(1);
    assertThat(ended(outcome)).isEqualTo(1);
  }

  @Test
  void redirectsAreFailuresAndNotFollowed() throws IOException {
    pusher = pusher(PATIENT);
    RawEndpoint elsewhere = endpoint(RawEndpoint.status(200));
    RawEndpoint endpoint =
        endpoint(
            RawEndpoint.saying(
                "HTTP/1.1 302 x\r\nContent-Length: 0\r\nLocation: "
                    + elsewhere.url()
                    + "\r\n\r\n"));
    assertThat(pushed(endpoint.url())).isFalse();
    assertThat(elsewhere.received).isEmpty();
    assertThat(ended("3xx")).isEqualTo(1);
  }

  @Test
  void cookiesAreNotKept() throws IOException {
    pusher = pusher(PATIENT);
    RawEndpoint endpoint =
        endpoint(
            RawEndpoint.saying(
                "HTTP/1.1 200 x\r\nContent-Length: 0\r\nSet-Cookie: a=b; Path=/\r\n\r\n"));
    assertThat(pushed(endpoint.url())).isTrue();
    assertThat(pushed(endpoint.url())).isTrue();
    assertThat(endpoint.received.get(1).head()).doesNotContainIgnoringCase("cookie");
  }

  @Test
  void oneConnectionServesManyPushes() throws IOException {
    pusher = pusher(PATIENT);
    RawEndpoint endpoint = endpoint(RawEndpoint.status(200));
    for (int i = 0; i < 20; i++) {
      assertThat(pushed(endpoint.url())).isTrue();
    }
    // One that idled for long may have been closed, on a machine that is busy.
    assertThat(endpoint.connections.get()).isLessThan(20);
  }

  @Test
  void whenManyConnectionsAreOpen_newOnesAreClosedAfterUse() throws IOException {
    // Of a budget of four, one may wait for its next push.
    pusher = pusher(new PushLimits(60_000, 4));
    CountDownLatch bothAreOpen = new CountDownLatch(2);
    RawEndpoint.Behaviour answer =
        out -> {
          bothAreOpen.countDown();
          bothAreOpen.await();
          RawEndpoint.status(200).answer(out);
        };
    RawEndpoint first = endpoint(answer);
    RawEndpoint second = endpoint(answer);
    List<CompletableFuture<PushResult>> both = List.of(push(first.url()), push(second.url()));
    both.forEach(
        one -> assertThat(one).succeedsWithin(30, TimeUnit.SECONDS).isEqualTo(PushResult.TAKEN));
    // Those that wait for a next push are closed as well, but not at once.
    assertThat(List.of(first, second))
        .anySatisfy(
            one -> assertThat(one.received.get(0).head()).contains("\r\nConnection: close\r\n"));
    await()
        .atMost(30, TimeUnit.SECONDS)
        .until(() -> first.closedByClient.get() + second.closedByClient.get() >= 1);
  }

  @Test
  void anEndpointThatNeverAnswersTimesOut() throws IOException {
    pusher = pusher(IMPATIENT);
    RawEndpoint endpoint = endpoint(out -> testIsOver.await());
    assertThat(pushed(endpoint.url())).isFalse();
    assertThat(ended("timeout")).isEqualTo(1);
  }

  @Test
  void aSlowBodyEndsAtTheTimeOut() throws IOException {
    pusher = pusher(IMPATIENT);
    RawEndpoint endpoint =
        endpoint(
            out -> {
              out.write(ascii("HTTP/1.1 200 x\r\nContent-Length: 1000000\r\n\r\n"));
              while (!testIsOver.await(50, TimeUnit.MILLISECONDS)) {
                out.write('x');
                out.flush();
              }
            });
    AtomicInteger pushes = new AtomicInteger();
    // Again, if on a slow machine one has had no time to connect.
    await()
        .atMost(30, TimeUnit.SECONDS)
        .until(
            () -> {
              pushes.incrementAndGet();
              assertThat(pushed(endpoint.url())).isFalse();
              return endpoint.connections.get() > 0;
            });
    assertThat(ended("timeout")).isEqualTo(pushes.get());
    awaitAllClosed(endpoint);
  }

  @ParameterizedTest
  @CsvSource({"200,true,ok", "503,false,5xx"})
  void ofAnEndlessBodyTheStatusCounts_andTheConnectionIsClosed(
      int status, boolean taken, String outcome) throws IOException {
    pusher = pusher(PATIENT);
    RawEndpoint endpoint =
        endpoint(
            out -> {
              out.write(ascii("HTTP/1.1 " + status + " x\r\nTransfer-Encoding: chunked\r\n\r\n"));
              while (testIsOver.getCount() > 0) {
                out.write(ascii("400\r\n" + "x".repeat(0x400) + "\r\n"));
              }
            });
    assertThat(pushed(endpoint.url())).isEqualTo(taken);
    assertThat(ended(outcome)).isEqualTo(1);
    await().atMost(30, TimeUnit.SECONDS).until(() -> endpoint.closedByClient.get() == 1);
  }

  @ParameterizedTest
  @CsvSource({"100", "102", "103"})
  void endlessInterimAnswersEndAtTheTimeOut(int status) throws IOException {
    pusher = pusher(IMPATIENT);
    byte[] many = ascii(("HTTP/1.1 " + status + " x\r\n\r\n").repeat(100));
    RawEndpoint endpoint =
        endpoint(
            out -> {
              while (!testIsOver.await(1, TimeUnit.MILLISECONDS)) {
                out.write(many);
                out.flush();
              }
            });
    List<CompletableFuture<PushResult>> pushes = new ArrayList<>();
    // Several, because between two such answers the client is not to be stopped for a moment.
    for (int i = 0; i < IMPATIENT.maxPerEndpoint(); i++) {
      pushes.add(push(endpoint.url()));
    }
    for (CompletableFuture<PushResult> push : pushes) {
      assertThat(push).succeedsWithin(30, TimeUnit.SECONDS).matches(result -> !result.taken());
    }
    // On a slow machine some may have had no time to connect.
    awaitAllClosed(endpoint);
  }

  @Test
  void endlessHeadersEnd() throws IOException {
    pusher = pusher(PATIENT);
    RawEndpoint endpoint =
        endpoint(
            out -> {
              out.write(ascii("HTTP/1.1 200 x\r\n"));
              while (testIsOver.getCount() > 0) {
                out.write(ascii("X-Filler: " + "x".repeat(100) + "\r\n"));
              }
            });
    assertThat(pushed(endpoint.url())).isFalse();
    await().atMost(30, TimeUnit.SECONDS).until(() -> endpoint.closedByClient.get() == 1);
  }

  @ParameterizedTest
  @CsvSource({"SSH-2.0-x", "HTTP/1.1 101 x", "HTTP/1.1 999 x", "HTTP/9.9 200 x"})
  void whatIsNoAnswerIsNoSuccess(String line) throws IOException {
    pusher = pusher(PATIENT);
    RawEndpoint endpoint = endpoint(RawEndpoint.saying(line + "\r\nContent-Length: 0\r\n\r\n"));
    assertThat(pushed(endpoint.url())).isFalse();
  }

  @Test
  void aConnectionThatIsRefusedIsAFailure() throws IOException {
    pusher = pusher(PATIENT);
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertThat(pushed("http://127.0.0.1:" + port + "/")).isFalse();
    assertThat(ended("refused")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:1/",
    "http://[::1]:1/",
    "http://2130706433:1/",
    "http://169.254.169.254/latest/meta-data",
    "http://localhost:1/"
  })
  void whatIsNotAdmittedIsNotConnectedTo(String endpoint) {
    pusher =
        pusher(new PushTargets(List.of("public"), List.of()), PATIENT, InetAddress::getAllByName);
    assertThat(pushed(endpoint)).isFalse();
    assertThat(ended("denied")).isEqualTo(1);
  }

  @Test
  void theConnectionGoesToTheAddressThatWasChecked() throws IOException {
    RawEndpoint endpoint = endpoint(RawEndpoint.status(200));
    AtomicInteger lookups = new AtomicInteger();
    pusher =
        pusher(
            new PushTargets(List.of("127.0.0.1"), List.of()),
            PATIENT,
            host -> {
              lookups.incrementAndGet();
              return new InetAddress[] {
                InetAddress.getByName("10.0.0.1"), InetAddress.getByName("127.0.0.1")
              };
            });
    assertThat(pushed(endpoint.url().replace("127.0.0.1", "a.example.com"))).isTrue();
    assertThat(lookups).hasValue(1);
    assertThat(endpoint.received.get(0).head()).contains("\r\nHost: a.example.com:");
  }

  @Test
  void aNameServerThatHangsFailsThatPushOnly() throws IOException {
    RawEndpoint endpoint = endpoint(RawEndpoint.status(200));
    pusher =
        pusher(
            ALL,
            new PushLimits(1_000, 40),
            host -> {
              if (host.equals("hanging.example.com")) {
                try {
                  testIsOver.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
              return new InetAddress[] {InetAddress.getLoopbackAddress()};
            });
    CompletableFuture<PushResult> hanging = push("http://hanging.example.com/");
    AtomicInteger tooSlow = new AtomicInteger();
    // Again, if on a slow machine it takes too long by itself; the name server hangs still.
    await()
        .atMost(30, TimeUnit.SECONDS)
        .until(
            () -> {
              boolean taken = pushed(endpoint.url());
              tooSlow.addAndGet(taken ? 0 : 1);
              return taken;
            });
    assertThat(hanging).succeedsWithin(30, TimeUnit.SECONDS).matches(result -> !result.taken());
    assertThat(ended("timeout")).isEqualTo(1 + tooSlow.get());
  }

  @Test
  void aSlowEndpointCostsAnotherNothing() throws IOException {
    pusher = pusher(PATIENT);
    RawEndpoint slow = endpoint(out -> testIsOver.await());
    RawEndpoint quick = endpoint(RawEndpoint.status(200));
    int perEndpoint = PATIENT.maxPerEndpoint();
    for (int i = 0; i < perEndpoint * 2; i++) {
      push(slow.url());
    }
    await().atMost(30, TimeUnit.SECONDS).until(() -> slow.received.size() == perEndpoint);
    for (int i = 0; i < 10; i++) {
      assertThat(pushed(quick.url())).isTrue();
    }
    assertThat(slow.connections).hasValue(perEndpoint);
  }

  @Test
  void beyondTheBoundAPushEndsAtOnce() throws IOException {
    pusher = pusher(PATIENT);
    RawEndpoint slow = endpoint(out -> testIsOver.await());
    List<CompletableFuture<PushResult>> underWay = new ArrayList<>();
    for (int i = 0; i < PATIENT.maxUnderWay(); i++) {
      underWay.add(push(slow.url()));
    }
    assertThat(push(slow.url())).isCompletedWithValueMatching(result -> !result.taken());
    assertThat(ended("overloaded")).isEqualTo(1);
    assertThat(underWay).noneMatch(CompletableFuture::isDone);
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://a.example.com/",
    "hook",
    "http:///x",
    "'http://a b/'",
    "http://a:99999/",
    "http://user:secret@a/",
    "http://a/#b",
    "http://主机/",
    "http://[fe80::1%25eth0]/"
  })
  void whatIsNoHttpUrlIsAFailure(String endpoint) {
    pusher = pusher(PATIENT);
    assertThat(pushed(endpoint)).isFalse();
    assertThat(ended("illegal")).isEqualTo(1);
  }

  private static void awaitAllClosed(RawEndpoint endpoint) {
    await()
        .atMost(30, TimeUnit.SECONDS)
        .until(
            () ->
                endpoint.connections.get() > 0
                    && endpoint.closedByClient.get() == endpoint.connections.get());
  }

  private HttpPusher pusher(PushLimits limits) {
    return pusher(ALL, limits, InetAddress::getAllByName);
  }

  private HttpPusher pusher(PushTargets targets, PushLimits limits, CheckedResolver.Lookup lookup) {
    HttpPusher made =
        new HttpPusher(targets, limits, meters, lookup, new SslContextFactory.Client());
    toClose.push(made);
    return made;
  }

  private RawEndpoint endpoint(RawEndpoint.Behaviour behaviour) throws IOException {
    RawEndpoint made = new RawEndpoint(behaviour);
    toClose.push(made);
    return made;
  }

  private CompletableFuture<PushResult> push(String endpoint) {
    return push(endpoint, NotifyContentFormat.JSON, Pushed.publication("hello"));
  }

  private CompletableFuture<PushResult> push(
      String endpoint, NotifyContentFormat format, Publication publication) {
    return pusher.push(Pushed.to(endpoint, format), publication);
  }

  private boolean pushed(String endpoint) {
    return push(endpoint).orTimeout(30, TimeUnit.SECONDS).join().taken();
  }

  private boolean pushed(String endpoint, NotifyContentFormat format, Publication publication) {
    return push(endpoint, format, publication).orTimeout(30, TimeUnit.SECONDS).join().taken();
  }

  private long ended(String outcome) {
    return meters.get("cmq.push").tag("outcome", outcome).timer().count();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
