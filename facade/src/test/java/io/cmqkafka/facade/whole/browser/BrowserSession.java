package io.cmqkafka.facade.whole.browser;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.whole.Api;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A browser and a server of its own, whose console finds it signed in. */
abstract class BrowserSession {
  static final String ID = TestedServer.CREDENTIALS.secretId();
  static final String KEY = TestedServer.CREDENTIALS.secretKey();

  @TempDir static Path directory;

  static TestedServer server;
  static Browser browser;

  /** Beside the browser; of one test. */
  static Api api;

  /** For the class's {@code @BeforeAll}. */
  static void open(Map<String, String> settings) {
    server = TestedServer.start(directory.resolve("data"), settings);
    browser = new Browser(server.url(), "en");
  }

  @AfterAll
  static void stop() {
    browser.close();
    server.close();
  }

  @BeforeEach
  void begin() {
    api = new Api(server);
    browser.look(1400, false);
    browser.beginAs(ID, KEY);
  }

  @AfterEach
  void nothingWasWrongInTheBrowser() {
    api.close();
    browser.assertNoComplaints();
  }

  static void choose(int row) {
    browser.run("document.querySelectorAll('tbody input')[arguments[0]].click()", row);
  }
}
