package io.cmqkafka.facade.http;

import static io.cmqkafka.facade.http.CmqHttpServerIT.assertHello;
import static io.cmqkafka.facade.http.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.facade.http.connection.ClientLimits;
import io.cmqkafka.facade.http.connection.TestCertificate;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that keep a connection busy without getting anywhere. */
@ParameterizedClass(name = "TLS: {0}")
@ValueSource(booleans = {false, true})
class SlowClientsIT {
  /** By the server's clock, which the tests make jump: no machine is too slow for them. */
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private static final ClientLimits LIMITS = new ClientLimits(TIMEOUT, TIMEOUT, 3);

  @TempDir static Path directory;
  private static TestCertificate certificate;
  @Parameter private boolean tls;
  private TestServer server;
  private final List<RawClient> clients = new ArrayList<>();

  @BeforeAll
  static void makeCertificate() throws IOException, GeneralSecurityException {
    certificate = TestCertificate.make(directory, "slow");
  }

  @BeforeEach
  void start() throws IOException {
    server = tls ? new TestServer(certificate, LIMITS) : new TestServer(LIMITS);
  }

  @AfterEach
  void stop() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
    server.close();
  }

  @Test
  void aLookThatFailsIsNotTheLast() throws IOException {
    assertHello(connect().post(server.forms.post("Hello")).read());
    server.failOneLook();
    RawClient slow = connect();
    slow.send("POST /v2/index.php HTTP/1.1\r\nX: ");
    assertClosedInTheEndAlthoughItSends(slow);
  }

  @Test
  void aBlankLineAfterARequestBeginsNone() throws IOException {
    RawClient client = connect();
    assertHello(client.post(server.forms.post("Hello")).read());
    client.send("\r\n");
    RawClient slow = connect();
    slow.send("POST /v2/index.php HTTP/1.1\r\nX: ");
    assertHello(connect().post(server.forms.post("Hello")).read());
    server.skip(TIMEOUT.plusSeconds(1));
    await().until(() -> closed("slow_request") >= 1);
    assertHello(client.post(server.forms.post("Hello")).read());
  }

  @Test
  void headersThatDribbleIn() throws IOException {
    RawClient slow = connect();
    assertHello(slow.post(server.forms.post("Hello")).read());
    slow.send("POST /v2/index.php HTTP/1.1\r\nX: ");
    assertClosedInTheEndAlthoughItSends(slow);
  }

  @Test
  void aBodyThatDribblesIn() throws IOException {
    RawClient slow = connect();
    slow.send(slow.head("POST /v2/index.php", "Content-Length: 100000\r\n"));
    await().until(() -> server.pending() == 1);
    assertClosedInTheEndAlthoughItSends(slow);
    await().until(() -> server.pending() == 0);
  }

  @Test
  void aBodyThatStops() throws IOException {
    RawClient slow = connect();
    slow.send(slow.head("POST /v2/index.php", "Transfer-Encoding: chunked\r\n") + "5\r\nActi");
    await().until(() -> server.pending() == 1);
    server.skip(TIMEOUT);
    await().until(() -> closed("slow_request") == 1 && server.pending() == 0);
    assertGone(slow);
  }

  @Test
  void anAnswerThatIsNotTaken() throws IOException {
    connect().post(server.forms.post("Large"));
    await().until(() -> answering("Large") == 1);
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              server.skip(TIMEOUT.dividedBy(20));
              return closed("slow_answer") == 1;
            });
    await().until(() -> server.pending() == 0);
  }

  @Test
  void whoOnlyWaitsIsNotSlow() throws IOException {
    RawClient idle = connect();
    idle.post(server.forms.post("Later")).read();
    RawClient parked = connect().post(server.forms.post("Park"));
    await().until(() -> server.actions.parked.size() == 1);
    RawClient slow = connect();
    assertHello(slow.post(server.forms.post("Hello")).read());
    slow.send("POST");
    assertClosedInTheEndAlthoughItSends(slow);
    assertHello(idle.post(server.forms.post("Hello")).read());
    server.actions.parked.remove().complete();
    assertHello(parked.read());
    assertThat(closed("slow_answer")).isZero();
  }

  @Test
  void whoSaysNothingAtAllDoesNotGetThroughAHandshake() throws IOException {
    try (RawClient silent = new RawClient(server.port())) {
      if (tls) {
        await().until(() -> connections() == 1);
        server.skip(TIMEOUT);
        await().until(() -> closed("slow_handshake") == 1);
        assertGone(silent);
      } else {
        assertHello(silent.post(server.forms.post("Hello")).read());
      }
    }
  }

  @Test
  void anAddressHasNoMoreConnectionsThanItsShare() throws IOException {
    for (int i = 0; i < 3; i++) {
      assertHello(connect().post(server.forms.post("Hello")).read());
    }
    try (RawClient fourth = new RawClient(server.port())) {
      assertGone(fourth);
    }
    assertThat(closed("too_many_of_address")).isEqualTo(1);
    clients.remove(0).close();
    await().until(() -> connections() == 2);
    assertHello(connect().post(server.forms.post("Hello")).read());
  }

  private RawClient connect() throws IOException {
    RawClient client = server.connect();
    clients.add(client);
    return client;
  }

  private void assertClosedInTheEndAlthoughItSends(RawClient slow) throws IOException {
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              sendIfOpen(slow, "x");
              server.skip(TIMEOUT.dividedBy(20));
              return closed("slow_request") == 1;
            });
    assertGone(slow);
  }

  private static void sendIfOpen(RawClient client, String text) {
    try {
      client.send(text);
    } catch (IOException e) {
      // Closed by the server.
    }
  }

  private static void assertGone(RawClient client) throws IOException {
    try {
      assertThat(client.isClosedByServer()).isTrue();
    } catch (SocketException e) {
      assertThat(e).hasMessageMatching("(?i).*(reset|broken|abort).*");
    }
  }

  /** How many answers to this action are on their way or have left. */
  private long answering(String action) {
    var timer = server.meters.find("cmq.requests").tags("action", action, "code", "0").timer();
    return timer == null ? 0 : timer.count();
  }

  private double closed(String why) {
    var counter = server.meters.find("cmq.connections.closed").tag("why", why).counter();
    return counter == null ? 0 : counter.count();
  }

  private double connections() {
    return server.meters.get("cmq.connections").gauge().value();
  }
}
