package io.cmqkafka.facade.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The console as it comes over a socket, beside the API. */
@Timeout(60)
class ConsoleIT {
  private static final String BROWSER =
      "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8\r\n";

  private TestServer server;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer();
    client = server.connect();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void aBrowserIsLedFromTheRootToThePageAndGetsIt() throws IOException {
    RawClient.Response root = ask("GET /", BROWSER);
    assertThat(root.status()).isEqualTo(302);
    assertThat(root.head()).contains("Location: /console/");

    RawClient.Response page = ask("GET /console/", BROWSER);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.head())
        .contains(
            "Content-Type: text/html;charset=utf-8", "Content-Security-Policy: default-src 'none'");
    assertThat(page.body()).contains("<div id=\"app\">");
    assertThat(pending()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Accept: */*\r\n",
        "Accept: application/json\r\n",
        "Accept: application/json, text/html;q=0.9\r\n",
        "Accept: text/html;q=0\r\n",
        "Accept: ;\r\n",
        "Accept: , ;q\r\n"
      })
  void whoIsNoBrowserGetsTheEnvelopeAtTheRoot(String headers) throws IOException {
    RawClient.Response answer = ask("GET /", headers);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.code()).isEqualTo(4000);
  }

  @Test
  void aRequestOfTheApiIsOneWhateverItAccepts() throws IOException {
    String query = server.forms.form("GET", "/", "Hello");
    RawClient.Response get = ask("GET /?" + query, BROWSER);
    assertThat(get.status()).isEqualTo(200);
    assertThat(get.code()).isZero();

    RawClient.Response post = client.post("/", BROWSER, "Action=Nothing").read();
    assertThat(post.status()).isEqualTo(200);
    assertThat(post.code()).isEqualTo(4000);
  }

  @ParameterizedTest
  @CsvSource({"HEAD /console/,200", "HEAD /console/none,404", "HEAD /console,302"})
  void aHeadHasTheHeadersAlone(String line, int status) throws IOException {
    client.send(client.head(line, ""));
    RawClient.Response head = client.read(false);
    assertThat(head.status()).isEqualTo(status);
    assertThat(head.head()).contains("Content-Security-Policy", "Content-Length: ");
    // Nothing of a body stands before the next answer.
    assertThat(ask("GET /console/none", "").status()).isEqualTo(404);
  }

  @Test
  void whatIsThereAlreadyIsNotSentAgain() throws IOException {
    String etag = header(ask("GET /console/", "Accept-Encoding: gzip\r\n"), "ETag");
    client.send(
        client.head("GET /console/", "Accept-Encoding: gzip\r\nIf-None-Match: " + etag + "\r\n"));
    RawClient.Response answer = client.read(false);
    assertThat(answer.status()).isEqualTo(304);
    assertThat(answer.head()).contains("ETag: " + etag).doesNotContain("Content-Length: 0");
    assertThat(ask("GET /console/none", "").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/../META-INF/MANIFEST.MF",
        "/console/%2e%2e/META-INF/MANIFEST.MF",
        "/console/..%2fMETA-INF",
        "/console/lib/../../META-INF",
        "/console/main.js%00",
        "/console\\main.js",
        "/CONSOLE/"
      })
  void noPathLeadsOutOfIt(String path) throws IOException {
    RawClient.Response answer = ask("GET " + path, BROWSER);
    assertThat(answer.body()).doesNotContain("Manifest-Version");
    assertThat(answer.status() == 404 || answer.code() == 4000).as(answer.head()).isTrue();
  }

  @Test
  void nothingIsWrittenToIt() throws IOException {
    RawClient.Response answer = client.post("/console/", BROWSER, "Action=Nothing").read();
    assertThat(answer.code()).isEqualTo(4000);
    assertThat(answer.message()).startsWith("(10430)");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:1,'',200",
    "localhost,'',200",
    "evil.example,'',404",
    "127.0.0.1,'X-Forwarded-For: 8.8.8.8',404",
    "localhost,'Forwarded: for=8.8.8.8',404",
    "localhost,'Via: 1.1 proxy',404"
  })
  void onlyALocalBrowserIsToldAboutTheServer(String host, String header, int status)
      throws IOException {
    client.send(
        "GET /console/about.json HTTP/1.1\r\nHost: "
            + host
            + "\r\n"
            + (header.isEmpty() ? "" : header + "\r\n")
            + "\r\n");
    assertThat(client.read().status()).isEqualTo(status);
  }

  @Test
  void filesMakeNoStrangerOfAClientThatHasSigned() throws IOException {
    client.post(server.forms.post("Hello")).read();
    ask("GET /console/", BROWSER);
    assertThat(
            server
                .meters
                .get("cmq.requests")
                .tag("action", "console")
                .tag("code", "200")
                .timer()
                .count())
        .isEqualTo(1);
    assertThat(server.meters.get("cmq.strangers.bytes").gauge().value()).isZero();
  }

  @Test
  void switchedOffThereIsNone() throws IOException {
    try (TestServer without = TestServer.withoutConsole();
        RawClient browser = without.connect()) {
      browser.send(browser.head("GET /", BROWSER));
      assertThat(browser.read().code()).isEqualTo(4000);
      browser.send(browser.head("GET /console/", BROWSER));
      assertThat(browser.read().message()).startsWith("(10430)");
    }
  }

  private RawClient.Response ask(String line, String headers) throws IOException {
    client.send(client.head(line, headers));
    return client.read();
  }

  private int pending() {
    TestServer.await().until(() -> server.pending() == 0);
    return server.pending();
  }

  private static String header(RawClient.Response response, String name) {
    return response
        .head()
        .lines()
        .filter(line -> line.startsWith(name + ": "))
        .map(line -> line.substring(name.length() + 2))
        .findFirst()
        .orElseThrow();
  }
}
