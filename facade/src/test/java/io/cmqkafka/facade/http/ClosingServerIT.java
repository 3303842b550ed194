package io.cmqkafka.facade.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/**
 * Clients that ask without a pause while the server closes. Each is told to go, connects again, and
 * finds nobody: none of those that were told is connected and then left without an answer. That is
 * a race between a client and the thread that accepts, so it is run often: a server that does not
 * wait for that thread fails one time in five.
 */
@Timeout(60)
class ClosingServerIT {
  private static final int CLIENTS = 4;
  private static final int BUSY_AFTER = 20;

  /** More than what a client may be held up between two requests. */
  private static final Duration LAST_REQUESTS = Duration.ofSeconds(10);

  private final Queue<String> ends = new ConcurrentLinkedQueue<>();

  @RepeatedTest(40)
  void whoeverIsConnectedIsAnswered() throws Exception {
    List<Thread> clients = new ArrayList<>();
    try (TestServer server = new TestServer(100, 1 << 20, LAST_REQUESTS)) {
      String form = server.forms.post("Hello");
      int port = server.port();
      CountDownLatch busy = new CountDownLatch(CLIENTS);
      for (int i = 0; i < CLIENTS; i++) {
        Thread client = new Thread(() -> ends.add(askUntilRefused(port, form, busy)));
        client.start();
        clients.add(client);
      }
      busy.await();
    }
    for (Thread client : clients) {
      client.join();
    }
    assertThat(ends).containsOnly("refused").hasSize(CLIENTS);
  }

  private static String askUntilRefused(int port, String form, CountDownLatch busy) {
    int answers = 0;
    try {
      while (true) {
        try (RawClient client = new RawClient(port)) {
          boolean last = false;
          while (!last) {
            last = client.post(form).read().head().contains("Connection: close");
            if (++answers == BUSY_AFTER) {
              busy.countDown();
            }
          }
        }
      }
    } catch (ConnectException e) {
      return "refused";
    } catch (IOException e) {
      return "failed after " + answers + " answers: " + e;
    } finally {
      busy.countDown();
    }
  }
}
