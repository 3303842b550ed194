package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.facade.bench.client.CmqConnection;
import io.cmqkafka.facade.bench.client.Endpoint;
import io.cmqkafka.facade.bench.client.SignatureMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A browser that is signed in to the console of a server of its own. */
abstract class BrowserSession {
  static final String ID = TestedServer.CREDENTIALS.secretId();
  static final String KEY = TestedServer.CREDENTIALS.secretKey();

  @TempDir static Path directory;

  static TestedServer server;
  static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    Path others = directory.resolve("others");
    Files.writeString(others, "AKIDsender=its-key\n  allow send on queues blind-*\n");
    server =
        TestedServer.start(
            directory.resolve("data"), Map.of("credentials.file", others.toString()));
    browser = new Browser(server.url(), "en");
  }

  @AfterAll
  static void stop() {
    browser.close();
    server.close();
  }

  @BeforeEach
  void signIn() {
    browser.look(1400, false);
    browser.signIn(ID, KEY);
  }

  @AfterEach
  void nothingWasWrongInTheBrowser() {
    browser.assertNoComplaints();
  }

  static void choose(int row) {
    browser.run("document.querySelectorAll('tbody input')[arguments[0]].click()", row);
  }

  static void send(String queue, String body) {
    call("SendMessage", "queueName", queue, "msgBody", body);
  }

  static CmqAnswer call(String action, String... params) {
    CmqAnswer answer = client(action, params);
    assertThat(answer.ok()).as("%s: %s", action, answer).isTrue();
    return answer;
  }

  static CmqAnswer client(String action, String... params) {
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < params.length; i += 2) {
      all.put(params[i], params[i + 1]);
    }
    try (CmqConnection client =
        CmqConnection.to(
            Endpoint.of(server.url()),
            TestedServer.CREDENTIALS,
            SignatureMethod.HmacSHA1,
            Duration.ofMinutes(1))) {
      return client.call(action, all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
