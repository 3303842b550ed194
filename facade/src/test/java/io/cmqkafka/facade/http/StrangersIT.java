package io.cmqkafka.facade.http;

import static io.cmqkafka.facade.http.CmqHttpServerIT.assertHello;
import static io.cmqkafka.facade.http.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.SignedForms;
import io.cmqkafka.facade.http.connection.Strangers;
import io.cmqkafka.facade.http.connection.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Those who send requests that they do not end, and those who have work to do meanwhile. */
@ParameterizedClass(name = "TLS: {0}")
@ValueSource(booleans = {false, true})
class StrangersIT {
  private static final int ROUNDS = Integer.getInteger("strangers.rounds", 8);
  private static final String MEBIBYTE = "x".repeat(1 << 20);
  private static final String HELD_BACK = "x".repeat(RequestReader.MAX_BODY_BYTES - 10);

  @TempDir static Path directory;
  private static TestCertificate certificate;
  @Parameter private boolean tls;
  private TestServer server;
  private final List<RawClient> clients = new ArrayList<>();

  @BeforeAll
  static void makeCertificate() throws IOException, GeneralSecurityException {
    certificate = TestCertificate.make(directory, "strangers");
  }

  @BeforeEach
  void start() throws IOException {
    server = tls ? new TestServer(certificate, TestServer.PATIENT) : new TestServer();
  }

  @AfterEach
  void stop() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.2"})
  void unfinishedBodiesTakeNoRoomFromOthers(String address) throws IOException {
    takeNoRoom(4, address);
  }

  @ParameterizedTest
  @Tag("nightly")
  @ValueSource(strings = {"127.0.0.1", "127.0.0.2"})
  void manyUnfinishedBodiesTakeNoRoomFromOthers(String address) throws IOException {
    takeNoRoom(64, address);
  }

  private void takeNoRoom(int attackers, String address) throws IOException {
    RawClient known = connect("127.0.0.1");
    assertHello(known.post(server.forms.post("Hello")).read());
    for (int i = 0; i < attackers; i++) {
      attack(address);
      if (i % 4 == 3) {
        assertHello(known.post(server.forms.post("Hello", "msgBody", MEBIBYTE)).read());
        assertHello(
            connect("127.0.0.1").post(server.forms.post("Hello", "msgBody", MEBIBYTE)).read());
      }
    }
    // Attackers that had to wait may be answered 4420, and nobody else: each answer was looked at.
    assertThat(server.meters.get("cmq.strangers.bytes").gauge().value()).isPositive();
  }

  @Test
  void whoGoesOnAttackingFromAnotherAddressCutsOffOnlyItself() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger attacks = new AtomicInteger();
    Thread attacker =
        new Thread(
            () -> {
              while (!over.get()) {
                try (RawClient one = server.connectFrom("127.0.0.2")) {
                  sendUnfinished(one);
                  attacks.incrementAndGet();
                } catch (IOException e) {
                  // Cut off, and it comes again.
                }
              }
            });
    for (int i = 0; i < 4; i++) {
      attack("127.0.0.2");
    }
    attacker.start();
    try {
      for (int i = 0; i < ROUNDS; i++) {
        try (RawClient client = server.connectFrom("127.0.0.3")) {
          assertHello(client.post(server.forms.post("Hello", "msgBody", MEBIBYTE)).read());
        }
      }
      await().until(() -> attacks.get() > 0);
    } finally {
      over.set(true);
      attacker.join();
    }
    assertThat(throttled()).isZero();
  }

  /** As clients do that connect anew for each request. */
  @Test
  void clientsOfOneAddressThatSendMuchAtTheSameTimeAreAllAnswered() throws Exception {
    int uploads = 10;
    ExecutorService senders = Executors.newFixedThreadPool(uploads);
    try {
      List<Future<RawClient.Response>> answers = new ArrayList<>();
      for (int i = 0; i < uploads; i++) {
        answers.add(
            senders.submit(
                () -> {
                  try (RawClient client = server.connectFrom("127.0.0.1")) {
                    return client.post(server.forms.post("Hello", "msgBody", MEBIBYTE)).read();
                  }
                }));
      }
      for (Future<RawClient.Response> answer : answers) {
        assertHello(answer.get());
      }
    } finally {
      senders.shutdownNow();
    }
    assertThat(server.meters.find("cmq.connections.closed").counters())
        .allMatch(c -> c.count() == 0);
  }

  @Test
  void unfinishedRequestsTakeNoPlaceFromOthers() throws IOException {
    server.close();
    server = new TestServer(2, 64 << 20);
    for (int i = 0; i < 50; i++) {
      RawClient stranger = new RawClient(server.port(), "127.0.0.1", null);
      clients.add(stranger);
      stranger.send(stranger.head("POST /v2/index.php", "Content-Length: 100\r\n") + "Action=");
    }
    await().until(() -> server.pending() == 50);
    try (RawClient client = new RawClient(server.port(), "127.0.0.1", null)) {
      assertHello(client.post(server.forms.post("Hello")).read());
      assertHello(client.post(server.forms.post("Hello")).read());
    }
    assertThat(throttled()).isZero();
  }

  @Test
  void unfinishedHeadersHoldNoMoreThanTheShare() throws IOException {
    RawClient known = connect("127.0.0.1");
    assertHello(known.post(server.forms.post("Hello")).read());
    String headers = "POST / HTTP/1.1\r\n" + ("X: " + "y".repeat(995) + "\r\n").repeat(60);
    connect("127.0.0.1").send(headers);
    await().until(() -> strangersBytes() >= headers.length());
    for (long sent = 0; sent <= TestServer.STRANGERS_BYTES; sent += headers.length()) {
      RawClient stranger = connect("127.0.0.1");
      try {
        stranger.send(headers);
      } catch (IOException e) {
        // Cut off, for another one.
      }
      assertThat(strangersBytes()).isLessThanOrEqualTo(TestServer.STRANGERS_BYTES);
    }
    assertHello(known.post(server.forms.post("Hello")).read());
    assertHello(connect("127.0.0.1").post(server.forms.post("Hello")).read());
    for (RawClient client : clients) {
      client.close();
    }
    await().until(() -> strangersBytes() == 0);
  }

  @Test
  void aPipelinedRequestIsCountedOnce() throws IOException {
    RawClient client = connect("127.0.0.1");
    SignedForms forged = new SignedForms(server.forms.host(), server.forms.secretId(), "guessed");
    String first = forged.post("Hello");
    String second = server.forms.post("Hello");
    String post = "POST /v2/index.php";
    client.send(
        client.head(post, "Content-Length: " + first.length() + "\r\n")
            + first
            + client.head(post, "Content-Length: " + second.length() + "\r\n")
            + second.substring(0, 9));
    assertThat(client.read().code()).isEqualTo(4100);
    await().until(() -> server.pending() == 1 && strangersBytes() == Strangers.LEAST_BYTES);
    assertHello(client.send(second.substring(9)).read());
    await().until(() -> server.pending() == 0);
    assertThat(strangersBytes()).isZero();
  }

  @Test
  void whoSignsBadlyIsAStrangerAgain() throws IOException {
    RawClient client = connect("127.0.0.1");
    SignedForms forged = new SignedForms(server.forms.host(), server.forms.secretId(), "guessed");
    assertHello(client.post(server.forms.post("Hello")).read());
    String head = client.head("POST /v2/index.php", "Content-Length: 100000\r\n");
    client.send(head + "x".repeat(50_000));
    await().until(() -> server.pending() == 1);
    assertThat(strangersBytes()).isZero();
    client.send("x".repeat(50_000));
    assertThat(client.read().code()).isEqualTo(CmqError.LACK_OF_PARAMETER.code());
    client.send(head + "x".repeat(50_000));
    await().until(() -> strangersBytes() > 0);
    client.send("x".repeat(50_000)).read();
    assertHello(client.post(server.forms.post("Hello")).read());
    assertThat(client.post(forged.post("Hello")).read().code()).isEqualTo(4100);
    client.send(head);
    await().until(() -> strangersBytes() > 0);
  }

  private void attack(String address) throws IOException {
    RawClient stranger = connect(address);
    try {
      sendUnfinished(stranger);
    } catch (IOException e) {
      // Cut off, for another one.
    }
  }

  private static void sendUnfinished(RawClient stranger) throws IOException {
    stranger.send(
        stranger.head(
                "POST /v2/index.php", "Content-Length: " + RequestReader.MAX_BODY_BYTES + "\r\n")
            + HELD_BACK);
  }

  private RawClient connect(String address) throws IOException {
    RawClient client = server.connectFrom(address);
    clients.add(client);
    return client;
  }

  private double strangersBytes() {
    return server.meters.get("cmq.strangers.bytes").gauge().value();
  }

  private long throttled() {
    return server
        .meters
        .find("cmq.requests")
        .tag("code", "" + CmqError.THROTTLED.code())
        .timers()
        .stream()
        .mapToLong(timer -> timer.count())
        .sum();
  }
}
