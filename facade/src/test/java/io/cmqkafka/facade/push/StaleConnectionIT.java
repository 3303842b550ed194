package io.cmqkafka.facade.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.PushResult;
import io.cmqkafka.facade.push.RawEndpoint.Behaviour;
import io.cmqkafka.topic.NotifyContentFormat;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Endpoints that close connections which the client keeps open for its next push. */
class StaleConnectionIT {
  private static final Behaviour OK = RawEndpoint.status(200);

  private static final Behaviour CLOSE =
      out -> {
        throw new EOFException("closed without an answer");
      };

  private static final Behaviour RESET =
      out -> {
        throw new RawEndpoint.Reset();
      };

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private HttpPusher pusher = pusher(60_000);
  private RawEndpoint endpoint;

  @AfterEach
  void close() throws Exception {
    pusher.close();
    endpoint.close();
  }

  @Test
  void aKeptConnectionThatCloses_isNoFailure() throws IOException {
    endpoint = endpoint(OK, CLOSE, OK);
    assertThat(pushed()).isTrue();
    assertThat(pushed()).isTrue();
    assertThat(endpoint.received).hasSize(3);
    assertThat(endpoint.connections).hasValue(2);
    assertThat(ended("ok")).isEqualTo(2);
  }

  @Test
  void theRepetitionIsTheSameRequest_onAConnectionForItselfAlone() throws IOException {
    endpoint = endpoint(OK, CLOSE, OK);
    assertThat(pushed()).isTrue();
    assertThat(pushed()).isTrue();
    RawEndpoint.Received first = endpoint.received.get(1);
    RawEndpoint.Received second = endpoint.received.get(2);
    assertThat(second.head().lines())
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(first.head().lines(), Stream.of("Connection: close")).toList());
    assertThat(second.body()).isEqualTo(first.body());
  }

  @Test
  void aKeptConnectionThatIsReset_isNoFailure() throws IOException {
    endpoint = endpoint(OK, RESET, OK);
    assertThat(pushed()).isTrue();
    assertThat(pushed()).isTrue();
    assertThat(endpoint.received).hasSize(3);
  }

  @Test
  void theFreshConnectionsFailureCounts() throws IOException {
    endpoint = endpoint(OK, CLOSE, CLOSE, OK);
    assertThat(pushed()).isTrue();
    assertThat(pushed()).isFalse();
    assertThat(endpoint.received).hasSize(3);
    assertThat(ended("failed")).isEqualTo(1);
  }

  @Test
  void theStatusOnTheFreshConnectionCounts() throws IOException {
    endpoint = endpoint(OK, CLOSE, RawEndpoint.status(503));
    assertThat(pushed()).isTrue();
    assertThat(pushed()).isFalse();
    assertThat(ended("5xx")).isEqualTo(1);
  }

  @Test
  void aConnectionThatClosesOnItsFirstRequest_isAFailure() throws IOException {
    endpoint = endpoint(CLOSE, RESET, OK);
    assertThat(pushed()).isFalse();
    assertThat(pushed()).isFalse();
    assertThat(endpoint.received).hasSize(2);
  }

  @Test
  void anAnswerThatHasBegunIsNotAskedForAgain() throws IOException {
    endpoint =
        endpoint(
            OK,
            out -> {
              RawEndpoint.saying("HTT").answer(out);
              CLOSE.answer(out);
            },
            OK,
            out -> {
              RawEndpoint.saying("HTTP/1.1 100 x\r\n\r\n").answer(out);
              CLOSE.answer(out);
            },
            OK);
    assertThat(pushed()).isTrue();
    assertThat(pushed()).isFalse();
    assertThat(pushed()).isTrue();
    assertThat(pushed()).isFalse();
    assertThat(endpoint.received).hasSize(4);
  }

  @Test
  void silenceIsNotAskedAgain() throws Exception {
    pusher.close();
    pusher = pusher(1_500);
    CompletableFuture<Void> testIsOver = new CompletableFuture<>();
    AtomicInteger silent = new AtomicInteger();
    endpoint =
        new RawEndpoint(
            out -> {
              if (endpoint.received.size() > 1) {
                silent.incrementAndGet();
                testIsOver.join();
              }
              OK.answer(out);
            });
    // Again, if on a slow machine it takes too long by itself.
    while (!pushed()) {
      endpoint.received.clear();
    }
    assertThat(pushed()).isFalse();
    assertThat(silent.get()).isLessThanOrEqualTo(1);
    testIsOver.complete(null);
  }

  @Test
  void manyThatCloseAtOnceAreRepeatedOnceEach() throws IOException {
    int many = 8;
    CyclicBarrier allAreOpen = new CyclicBarrier(many);
    AtomicInteger requests = new AtomicInteger();
    AtomicInteger closed = new AtomicInteger();
    Set<OutputStream> used = ConcurrentHashMap.newKeySet();
    endpoint =
        new RawEndpoint(
            out -> {
              if (!used.add(out)) {
                closed.incrementAndGet();
                CLOSE.answer(out);
              }
              if (requests.incrementAndGet() <= many) {
                awaitAll(allAreOpen);
              }
              OK.answer(out);
            });
    pushMany(many);
    pushMany(many);
    assertThat(ended("ok")).isEqualTo(2 * many);
    assertThat(closed).hasPositiveValue();
    assertThat(requests).hasValue(2 * many);
  }

  @Test
  void anEndpointThatClosesWhatIsIdleCostsNoPush() throws Exception {
    int idleMs = 20;
    endpoint = new RawEndpoint(OK, idleMs);
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      assertThat(push()).succeedsWithin(30, TimeUnit.SECONDS).isEqualTo(PushResult.TAKEN);
      TimeUnit.MICROSECONDS.sleep(idleMs * 1_000 + random.nextInt(-1_000, 1_000));
    }
  }

  private void pushMany(int count) {
    List<CompletableFuture<PushResult>> pushes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pushes.add(push());
    }
    pushes.forEach(
        push -> assertThat(push).succeedsWithin(30, TimeUnit.SECONDS).isEqualTo(PushResult.TAKEN));
  }

  private static void awaitAll(CyclicBarrier barrier) throws InterruptedException {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Behaves in this way to its first request, its second, and so on. */
  private static RawEndpoint endpoint(Behaviour... behaviours) throws IOException {
    AtomicInteger requests = new AtomicInteger();
    return new RawEndpoint(out -> behaviours[requests.getAndIncrement()].answer(out));
  }

  private HttpPusher pusher(int timeoutMs) {
    return new HttpPusher(
        new PushTargets(List.of("*"), List.of()),
        new PushLimits(timeoutMs, 80),
        meters,
        InetAddress::getAllByName,
        new SslContextFactory.Client());
  }

  private CompletableFuture<PushResult> push() {
    return pusher.push(
        Pushed.to(endpoint.url(), NotifyContentFormat.JSON), Pushed.publication("hello", "a"));
  }

  private boolean pushed() {
    return push().orTimeout(30, TimeUnit.SECONDS).join().taken();
  }

  private long ended(String outcome) {
    return meters.get("cmq.push").tag("outcome", outcome).timer().count();
  }
}
