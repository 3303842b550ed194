package io.cmqkafka.facade.http;

import static io.cmqkafka.facade.http.CmqHttpServerIT.assertHello;
import static io.cmqkafka.facade.http.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.facade.http.connection.OpenFiles;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As many connections as the process's limit of open files leaves room for. */
class ManyConnectionsIT {
  private static final int MAX = 20;

  /** 48 of the 100 are kept for others, and 32 are open anyway. */
  private final OpenFiles files = new OpenFiles(100, () -> 32 + connections());

  private TestServer server;
  private final List<RawClient> clients = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(files);
  }

  @AfterEach
  void stop() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
    server.close();
  }

  @Test
  void oneTooManyIsClosedAtOnceAndThoseThatAreThereGoOn() throws IOException {
    for (int i = 0; i < MAX; i++) {
      assertHello(connect("127.0.0.1").post(server.forms.post("Hello")).read());
    }
    for (int i = 0; i < 3; i++) {
      assertGone(connect("127.0.0.1"));
      assertGone(connect("127.0.0.2"));
    }
    assertThat(closed("too_many")).isEqualTo(6);
    for (RawClient client : clients.subList(0, MAX)) {
      assertHello(client.post(server.forms.post("Hello")).read());
    }
    clients.remove(0).close();
    await().until(() -> connections() == MAX - 1);
    assertHello(connect("127.0.0.1").post(server.forms.post("Hello")).read());
  }

  @Test
  void strangersOfOneAddressKeepNoOtherOut() throws IOException {
    for (int i = 0; i < MAX; i++) {
      connect("127.0.0.2");
    }
    await().until(() -> connections() == MAX);
    for (int i = 0; i < 3; i++) {
      assertHello(connect("127.0.0.3").post(server.forms.post("Hello")).read());
    }
    assertGone(clients.get(0));
    assertThat(closed("room_for_others")).isEqualTo(3);
  }

  @Test
  void strangersThatSayNothingGoSoonWhenItIsNearlyFull() throws IOException {
    RawClient known = connect("127.0.0.1");
    assertHello(known.post(server.forms.post("Hello")).read());
    for (int i = 1; i < MAX; i++) {
      connect("127.0.0.1");
    }
    await().until(() -> connections() == MAX);
    server.skip(Duration.ofSeconds(6));
    await().until(() -> connections() == 1);
    assertHello(known.post(server.forms.post("Hello")).read());
  }

  private RawClient connect(String address) throws IOException {
    RawClient client = server.connectFrom(address);
    clients.add(client);
    return client;
  }

  private static void assertGone(RawClient client) throws IOException {
    try {
      assertThat(client.isClosedByServer()).isTrue();
    } catch (SocketException e) {
      assertThat(e).hasMessageMatching("(?i).*(reset|broken|abort).*");
    }
  }

  private double closed(String why) {
    var counter = server.meters.find("cmq.connections.closed").tag("why", why).counter();
    return counter == null ? 0 : counter.count();
  }

  private long connections() {
    return server == null ? 0 : (long) server.meters.get("cmq.connections").gauge().value();
  }
}
