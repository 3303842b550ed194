package io.cmqkafka.facade.http;

import static io.cmqkafka.facade.http.CmqHttpServerIT.assertError;
import static io.cmqkafka.facade.http.CmqHttpServerIT.assertHello;
import static io.cmqkafka.facade.http.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.SignedForms;
import io.cmqkafka.facade.http.connection.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass(name = "TLS: {0}")
@ValueSource(booleans = {false, true})
class ParkedRequestsIT {
  private static final int MANY = 2_500;

  /** Of those that may go wrong by chance. */
  private static final int REPEATS = Integer.getInteger("parked.repeats", 250);

  private static final int MAX_THREADS = 32;
  @TempDir static Path directory;
  private static TestCertificate certificate;
  @Parameter private boolean tls;
  private TestServer server;
  private SignedForms forms;

  @BeforeAll
  static void makeCertificate() throws IOException, GeneralSecurityException {
    certificate = TestCertificate.make(directory, "parked");
  }

  @BeforeEach
  void start() throws IOException {
    server = tls ? new TestServer(certificate, TestServer.PATIENT) : new TestServer();
    forms = server.forms;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Over TLS not so many, whose handshakes take long. */
  @Test
  void manyOfThemHoldNoThread() throws IOException {
    holdNoThread(tls ? MANY / 10 : MANY);
  }

  @Test
  @Tag("nightly")
  void thousandsOfThemHoldNoThread() throws IOException {
    holdNoThread(MANY);
  }

  private void holdNoThread(int many) throws IOException {
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < many; i++) {
        clients.add(server.connect().post(forms.post("Park")));
      }
      await().until(() -> server.actions.parked.size() == many);
      assertThat(serverThreads()).isLessThanOrEqualTo(MAX_THREADS);
      try (RawClient other = server.connect()) {
        assertHello(other.post(forms.post("Hello")).read());
      }
      server.actions.parked.forEach(FakeActions.Parked::complete);
      for (RawClient client : clients) {
        assertHello(client.read());
      }
      await().until(() -> server.pending() == 0);
      assertThat(server.actions.disconnects).hasValue(0);
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void aClientThatClosesIsNoticed() throws IOException {
    RawClient client = server.connect().post(forms.post("Park"));
    await().until(() -> server.actions.parked.size() == 1);
    client.close();
    await().until(() -> server.actions.disconnects.get() == 1);
    await().until(() -> server.pending() == 0);
    server.actions.parked.remove().complete();
    assertThat(
            server
                .meters
                .get("cmq.requests")
                .tags("action", "Park", "code", "disconnected")
                .timer()
                .count())
        .isEqualTo(1);
  }

  @Test
  void aClientThatResetsIsNoticed() throws IOException {
    RawClient client = server.connect().post(forms.post("Park"));
    await().until(() -> server.actions.parked.size() == 1);
    client.socket().setSoLinger(true, 0);
    client.close();
    await().until(() -> server.actions.disconnects.get() == 1);
    await().until(() -> server.pending() == 0);
  }

  @Test
  void aClientThatClosesBesideARunningRequestIsNoticedWhenItIsParked() throws IOException {
    for (int i = 0; i < 200; i++) {
      server.connect().post(forms.post("Park")).close();
    }
    try (RawClient last = server.connect()) {
      // Who connected before has been accepted by then, and may still be read.
      assertHello(last.post(forms.post("Hello")).read());
      await().until(() -> connections() == 1);
      await().until(() -> server.pending() == 0);
    }
    assertThat(server.actions.disconnects).hasValueLessThanOrEqualTo(200);
    assertThat(server.actions.disconnects).hasValue(server.actions.parked.size());
  }

  @Test
  void theNextRequestMayComeWhileOneIsParked() throws IOException {
    try (RawClient client = server.connect()) {
      client.post(forms.post("Park"));
      awaitWatch();
      client.post(forms.post("Hello")).post(forms.post("Later"));
      server.actions.parked.remove().complete();
      assertHello(client.read());
      assertHello(client.read());
      assertHello(client.read());
      assertThat(server.actions.disconnects).hasValue(0);
    }
  }

  @Test
  void oneByteOfTheNextRequestIsNotLost() throws IOException {
    try (RawClient client = server.connect()) {
      client.post(forms.post("Park"));
      awaitWatch();
      client.send("P");
      server.actions.parked.remove().complete();
      assertHello(client.read());
      String form = forms.post("Hello");
      client.send(
          client
                  .head("POST /v2/index.php", "Content-Length: " + form.length() + "\r\n")
                  .substring(1)
              + form);
      assertHello(client.read());
    }
  }

  @Test
  void manyCyclesOnOneConnectionWithAnswersAtAnyMoment() throws IOException {
    Random random = new Random(7);
    try (RawClient client = server.connect()) {
      for (int i = 0; i < REPEATS; i++) {
        client.post(forms.post("Park"));
        boolean pipelined = random.nextInt(3) == 0;
        switch (random.nextInt(4)) {
          case 0 -> {}
          case 1 -> await().until(() -> !server.actions.parked.isEmpty());
          default -> awaitWatch();
        }
        CompletableFuture<Void> completion =
            CompletableFuture.runAsync(
                () -> {
                  FakeActions.Parked parked;
                  do {
                    Thread.onSpinWait();
                    parked = server.actions.parked.poll();
                  } while (parked == null);
                  parked.complete();
                });
        if (pipelined) {
          client.post(forms.post("Hello"));
        }
        assertHello(client.read());
        if (pipelined) {
          assertHello(client.read());
        }
        completion.join();
      }
    }
    assertThat(server.actions.disconnects).hasValue(0);
  }

  @Test
  void answersThatRaceWithDisconnectsEndEachRequestOnce() throws IOException {
    for (int i = 0; i < REPEATS / 2; i++) {
      RawClient client = server.connect().post(forms.post("Park"));
      if (i % 2 == 0) {
        await().until(() -> !server.actions.parked.isEmpty());
      } else {
        awaitWatch();
      }
      FakeActions.Parked parked = server.actions.parked.remove();
      CompletableFuture<Void> completion = CompletableFuture.runAsync(parked::complete);
      client.close();
      completion.join();
    }
    await().until(() -> server.pending() == 0);
  }

  @Test
  void aServerThatClosesAnswersThem() throws IOException {
    try (RawClient client = server.connect()) {
      client.post(forms.post("Park"));
      await().until(() -> server.actions.parked.size() == 1);
      server.close();
      assertError(client.read(), CmqError.NO_MESSAGE);
      assertThat(client.isClosedByServer()).isTrue();
      assertThat(server.actions.disconnects).hasValue(1);
    }
  }

  @Test
  void aServerThatClosesWaitsForWhatWillBeAnsweredSoon() throws IOException {
    try (RawClient client = server.connect()) {
      client.post(forms.post("ParkUnwatched"));
      await().until(() -> server.actions.parked.size() == 1);
      CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
      await().until(() -> server.requests.isClosing());
      server.actions.parked.remove().complete();
      RawClient.Response response = client.read();
      assertHello(response);
      assertThat(response.head()).contains("Connection: close");
      closed.join();
    }
  }

  @Test
  void aConnectionThatIsBusyIsServedOnceMoreByAServerThatCloses() throws IOException {
    try (TestServer leaving = new TestServer(100, 1 << 20, Duration.ofSeconds(30));
        RawClient client = leaving.connect()) {
      client.post(leaving.forms.post("Hello"));
      assertThat(client.read().head()).doesNotContain("Connection: close");
      CompletableFuture<Void> closed = CompletableFuture.runAsync(leaving::close);
      await().until(() -> leaving.requests.isClosing());
      client.post(leaving.forms.post("Hello"));
      RawClient.Response response = client.read();
      assertHello(response);
      assertThat(response.head()).contains("Connection: close");
      assertThat(client.isClosedByServer()).isTrue();
      closed.join();
    }
  }

  @Test
  void theLastRequestOfAConnectionIsWaitedForToo() throws IOException {
    try (TestServer leaving = new TestServer(100, 1 << 20, Duration.ofSeconds(4));
        RawClient client = leaving.connect()) {
      client.post(leaving.forms.post("Hello"));
      client.read();
      CompletableFuture<Void> closed = CompletableFuture.runAsync(leaving::close);
      await().until(() -> leaving.requests.isClosing());
      client.post(leaving.forms.post("ParkUnwatched"));
      await().until(() -> leaving.requests.isDraining());
      leaving.actions.parked.remove().complete();
      assertHello(client.read());
      closed.join();
    }
  }

  /** Until the one request is parked and its connection watched. */
  private void awaitWatch() {
    await().until(() -> !server.actions.parked.isEmpty());
    await().until(() -> server.requests.allAreWatched());
  }

  private double connections() {
    return server.meters.get("cmq.connections").gauge().value();
  }

  private static long serverThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("cmq-http"))
        .count();
  }
}
