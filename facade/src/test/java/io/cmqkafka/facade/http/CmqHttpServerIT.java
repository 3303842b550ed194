package io.cmqkafka.facade.http;

import static io.cmqkafka.facade.http.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.FormParser;
import io.cmqkafka.facade.classic.SignedForms;
import io.cmqkafka.queue.Refusal;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CmqHttpServerIT {
  private TestServer server;
  private SignedForms forms;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer();
    forms = server.forms;
    client = server.connect();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  @Nested
  class Requests {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "Content-Type: */*;charset=utf-8\r\n",
          "Content-Type: application/x-www-form-urlencoded\r\n",
          "Content-Type: text/json\r\n",
          "Content-Type: multipart/form-data; boundary=x\r\n",
          "Content-Type: ;;;\r\n",
          "Accept-Encoding: UTF-8\r\n",
          "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n",
        })
    void aPostsBodyIsAFormWhateverItsContentType(String headers) throws IOException {
      RawClient.Response response =
          client.post("/v2/index.php", headers, forms.post("Hello", "msgBody", "a b&=%中")).read();
      assertHello(response);
    }

    @Test
    void aPostsQueryIsIgnored() throws IOException {
      assertHello(client.post("/v2/index.php?Action=Other&x", "", forms.post("Hello")).read());
    }

    @Test
    void aGetsParametersAreItsQuery() throws IOException {
      String form = forms.form("GET", "/v2/index.php", "Hello", "msgBody", "a b中");
      assertHello(client.get("/v2/index.php?" + form).read());
      assertHello(client.get("/v2/index.php?" + form.replace("+", "%20")).read());
    }

    @ParameterizedTest
    @CsvSource({
      "/, /",
      "/, /v2/index.php",
      "//v2/index.php, /v2/index.php",
      "//v2/index.php, //v2/index.php",
      "/v2/index.php/v2/index.php, /v2/index.php",
      "/v2/index.php/, /v2/index.php"
    })
    void pathsAreForgiven(String path, String signed) throws IOException {
      assertHello(client.post(path, "", forms.form("POST", signed, "Hello")).read());
      assertHello(client.get(path + "?" + forms.form("GET", signed, "Hello")).read());
    }

    @Test
    void actionsAreFoundWithoutRegardToCase() throws IOException {
      assertHello(client.post(forms.post("hELLO")).read());
    }

    @Test
    void whatThisProcessDoesNotKnowYetIsFound() throws IOException {
      assertHello(client.post(forms.post("KnownLater")).read());
    }

    @Test
    void aChunkedBodyIsRead() throws IOException {
      String form = forms.post("Hello");
      client.send(client.head("POST /v2/index.php", "Transfer-Encoding: chunked\r\n"));
      for (int i = 0; i < form.length(); i += 10) {
        String piece = form.substring(i, Math.min(i + 10, form.length()));
        client.send(Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n");
      }
      assertHello(client.send("0\r\n\r\n").read());
      assertHello(client.post(forms.post("Hello")).read());
    }

    @Test
    void aBodyThatComesInPiecesHoldsNoThread() throws IOException {
      String form = forms.post("Hello");
      client.send(
          client.head("POST /v2/index.php", "Content-Length: " + form.length() + "\r\n")
              + form.substring(0, 7));
      await().until(() -> server.pending() == 1);
      assertHello(client.send(form.substring(7)).read());
    }

    @Test
    void oneHundredContinueIsSent() throws IOException {
      String form = forms.post("Hello");
      client.send(
          client.head(
              "POST /v2/index.php",
              "Expect: 100-continue\r\nContent-Length: " + form.length() + "\r\n"));
      assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");
      assertHello(client.send(form).read());
      assertHello(client.post(forms.post("Hello")).read());
    }

    @Test
    void sixteenFullMessagesPercentEncodedThreefoldPass() throws IOException {
      String[] bodies = new String[32];
      for (int i = 0; i < 16; i++) {
        bodies[2 * i] = "msgBody." + i;
        bodies[2 * i + 1] = "&".repeat(64 << 10);
      }
      assertHello(client.post(forms.post("Hello", bodies)).read());
      assertHello(client.post(forms.post("Hello")).read());
    }

    @Test
    void decodedParametersAboveTheBoundAreRefused() throws IOException {
      String form = forms.post("Hello", "a", "x".repeat(FormParser.MAX_DECODED_BYTES));
      RawClient.Response response = client.post(form).read();
      assertError(response, CmqError.CANNOT_PARSE, "request");
      assertHello(client.post(forms.post("Hello")).read());
    }

    @Test
    void aBodyAboveTheBoundIsAnsweredAfterItWasSentAndTheConnectionStays() throws IOException {
      int length = 3 * RequestReader.MAX_BODY_BYTES;
      client.post("x".repeat(length));
      assertError(client.read(), CmqError.CANNOT_PARSE, "request body");
      assertHello(client.post(forms.post("Hello")).read());
    }

    @ParameterizedTest
    @CsvSource({"'', 20971521", "'Expect: 100-continue', 4194305"})
    void aBodyAnnouncedFarAboveTheBoundOrAskedForIsNotRead(String header, int length)
        throws IOException {
      client.send(
          client.head(
              "POST /v2/index.php",
              (header.isEmpty() ? "" : header + "\r\n") + "Content-Length: " + length + "\r\n"));
      assertError(client.read(), CmqError.CANNOT_PARSE, "request body");
      assertThat(client.isClosedByServer()).isTrue();
    }

    @Test
    void aChunkedBodyIsDiscardedNoFurtherThanItsBound() throws IOException {
      client.send(client.head("POST /v2/index.php", "Transfer-Encoding: chunked\r\n"));
      String chunk = "10000\r\n" + "x".repeat(65536) + "\r\n";
      for (int i = 0; i < 20 * 16; i++) {
        client.send(chunk);
      }
      client.send("1\r\nx\r\n");
      assertError(client.read(), CmqError.CANNOT_PARSE, "request body");
      assertThat(client.isClosedByServer()).isTrue();
    }

    @Test
    void aBodyWhoseClientGoesAwayLeavesNothingPending() throws IOException {
      client.send(client.head("POST /v2/index.php", "Content-Length: 1000\r\n") + "Action=");
      await().until(() -> server.pending() == 1);
      client.close();
      await().until(() -> server.pending() == 0);
    }
  }

  @Nested
  class Answers {

    @Test
    void theEnvelopeHasTheTypesClientsInsistOn() throws IOException {
      RawClient.Response response = client.post(forms.post("Hello")).read();
      assertThat(response.head()).contains("Content-Type: application/json;charset=utf-8\r\n");
      assertThat(response.json().get("requestId").textValue()).matches("\\d+");
      assertThat(response.body())
          .matches(
              "\\{\"code\":0,\"message\":\"\",\"requestId\":\"\\d+\",\"hello\":\"world"
                  + " .\"中.\"\"}");
    }

    @Test
    void clientRequestIdIsEchoedAsANumberAlsoInErrors() throws IOException {
      String id = "18446744073709551615";
      assertThat(client.post(forms.post("Hello", "clientRequestId", id)).read().body())
          .contains(",\"clientRequestId\":" + id + ",");
      assertThat(client.post(forms.post("Nope", "clientRequestId", "0")).read().body())
          .contains(",\"clientRequestId\":0}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "-1", "1.5", "007", "1}", "123456789012345678901", "١"})
    void whatIsNotANumberIsNotEchoed(String id) throws IOException {
      RawClient.Response response = client.post(forms.post("Hello", "clientRequestId", id)).read();
      assertHello(response);
      assertThat(response.json().has("clientRequestId")).isFalse();
    }

    @Test
    void anAnswerMayComeLaterAndTheConnectionStays() throws IOException {
      for (int i = 0; i < 20; i++) {
        assertHello(client.post(forms.post("Later")).read());
      }
    }

    @Test
    void aPartFailureHasItsOwnCodeAndFields() throws IOException {
      RawClient.Response response = client.post(forms.post("PartlyFailed")).read();
      assertThat(response.code()).isEqualTo(6010);
      assertThat(response.message()).isEqualTo("(6010)partly");
      assertThat(response.json().get("errorList").isArray()).isTrue();
    }

    @Test
    void anAnswerThatIsNotReadHoldsNoThread() throws IOException {
      List<RawClient> slow = new ArrayList<>();
      try {
        for (int i = 0; i < 40; i++) {
          slow.add(server.connect().post(forms.post("Large")));
        }
        await().until(() -> server.pending() == 40);
        assertHello(client.post(forms.post("Hello")).read());
      } finally {
        for (RawClient each : slow) {
          each.close();
        }
      }
      await().until(() -> server.pending() == 0);
    }
  }

  @Nested
  class Errors {

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "FOO"})
    void otherMethodsAreRefused(String method) throws IOException {
      client.send(client.head(method + " /v2/index.php?Action=Hello", ""));
      assertError(client.read(), CmqError.METHOD, method);
    }

    @Test
    void headIsRefusedWithoutABody() throws IOException {
      client.send(client.head("HEAD /v2/index.php", ""));
      assertThat(client.read(false).status()).isEqualTo(200);
      assertHello(client.post(forms.post("Hello")).read());
    }

    @Test
    void theMethodIsTheOneOfTheRequestLine() throws IOException {
      String override = "X-HTTP-Method-Override: ";
      assertHello(client.post("/v2/index.php", override + "PUT\r\n", forms.post("Hello")).read());
      String signed = forms.form("HEAD", "/v2/index.php", "Hello");
      client.send(client.head("HEAD /v2/index.php?" + signed, override + "GET\r\n"));
      assertThat(client.read(false).status()).isEqualTo(200);
      assertHello(client.post(forms.post("Hello")).read());
      assertThat(
              server
                  .meters
                  .get("cmq.requests")
                  .tags("action", "Hello", "code", "0")
                  .timer()
                  .count())
          .isEqualTo(2);
    }

    @Test
    void anotherPathIsAnUnknownAction() throws IOException {
      assertError(
          client.post("/v3/x", "", forms.post("Hello")).read(),
          CmqError.ACTION_NOT_EXISTED,
          "/v3/x");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/WEB-INF/web.xml",
          "/META-INF",
          "/v2/index.php;x",
          "/v2/index%2ephp",
          "/%76%32/index.php",
          "/a/../b",
          "/a%2fb",
          "/%ff",
          "/%u0041",
          "/a\\b",
          "/-"
        })
    void aPathIsComparedAndNeverLookedUp(String path) throws IOException {
      assertError(
          client.post(path, "", forms.post("Hello")).read(), CmqError.ACTION_NOT_EXISTED, path);
      assertHello(client.post(forms.post("Hello")).read());
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS *", "PUT /%ff"})
    void anotherMethodIsRefusedWhateverItIsFor(String methodAndTarget) throws IOException {
      client.send(client.head(methodAndTarget, ""));
      assertError(client.read(), CmqError.METHOD, methodAndTarget.split(" ")[0]);
    }

    @Test
    void anUnknownActionIsNamedAndTheNameIsCut() throws IOException {
      assertError(client.post(forms.post("Nope\"")).read(), CmqError.ACTION_NOT_EXISTED, "Nope\"");
      assertError(
          client.post(forms.post("N".repeat(1000))).read(),
          CmqError.ACTION_NOT_EXISTED,
          "N".repeat(64));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "Action=", "&&&", "%", "\0\1\2", "{\"Action\":\"Hello\"}"})
    void noActionIsALackingParameter(String form) throws IOException {
      assertError(client.post(form).read(), CmqError.LACK_OF_PARAMETER, "Action");
    }

    @Test
    void anUnsignedRequestRunsNothing() throws IOException {
      assertError(client.post("Action=Park").read(), CmqError.LACK_OF_PARAMETER, "SecretId");
      SignedForms forged = new SignedForms(forms.host(), forms.secretId(), "guessed");
      assertError(client.post(forged.post("Park")).read(), CmqError.AUTHENTICATION_FAILED);
      assertThat(server.actions.parked).isEmpty();
    }

    @Test
    void whatAnActionThrowsOrCompletesWithIsTranslated() throws IOException {
      assertError(
          client.post(forms.post("Lacking")).read(), CmqError.LACK_OF_PARAMETER, "queueName");
      assertError(client.post(forms.post("Refused")).read(), CmqError.of(Refusal.OVERLOADED));
      assertError(client.post(forms.post("Broken")).read(), CmqError.INTERNAL);
      assertError(client.post(forms.post("BrokenLater")).read(), CmqError.INTERNAL);
      assertError(client.post(forms.post("BrokenAnswer")).read(), CmqError.INTERNAL);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "GARBAGE\r\n\r\n",
          "POST /v2/index.php HTTP/1.1\r\nContent-Length: x\r\n\r\n",
          "POST /v2/index.php HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
          "POST /v2/index.php HTTP/1.1\r\nHost: a\r\nExpect: 42\r\nContent-Length: 1\r\n\r\n",
          "GET http://[::1 HTTP/1.1\r\nHost: a\r\n\r\n"
        })
    void whatIsNotHttpGetsTheEnvelopeTooAndTheConnectionIsClosed(String garbage)
        throws IOException {
      client.send(garbage);
      assertError(client.read(), CmqError.CANNOT_PARSE, "http request");
      assertThat(client.isClosedByServer()).isTrue();
    }

    @Test
    void moreHeadersThanTheBoundGetTheEnvelopeToo() throws IOException {
      String form = forms.post("Hello");
      String some = "X: y\r\n".repeat(RequestReader.MAX_HEADERS - 2);
      assertHello(client.post("/v2/index.php", some, form).read());
      client.post("/v2/index.php", some + "X: y\r\n", form);
      assertError(client.read(), CmqError.CANNOT_PARSE, "http request");
    }

    @Test
    void aQueryAboveTheBoundGetsTheEnvelopeToo() throws IOException {
      client.get("/v2/index.php?a=" + "x".repeat(70_000));
      assertError(client.read(), CmqError.CANNOT_PARSE, "http request");
    }
  }

  @Nested
  class Bounds {

    @Test
    void beyondTheBoundOnPendingRequestsTheNextIsThrottled() throws IOException {
      try (TestServer small = new TestServer(1, 1 << 20);
          RawClient parked = small.connect();
          RawClient next = small.connect()) {
        parked.post(small.forms.post("Park"));
        await().until(() -> small.actions.parked.size() == 1);
        assertError(next.post(small.forms.post("Hello")).read(), CmqError.THROTTLED);
        small.actions.parked.remove().complete();
        assertHello(parked.read());
        await().until(() -> small.pending() == 0);
        assertHello(next.post(small.forms.post("Hello")).read());
      }
    }

    @Test
    void aBodyThatFindsNoRoomHalfwayIsReadToItsEnd_andItsConnectionGoesOn() throws IOException {
      try (TestServer small = new TestServer(10, 300_000);
          RawClient client = small.connect()) {
        assertHello(client.post(small.forms.post("Hello")).read());
        String form = small.forms.post("Hello", "a", "x".repeat(3_000_000));
        assertError(client.post(form).read(), CmqError.THROTTLED, "request body");
        await().until(() -> small.pending() == 0);
        assertHello(client.post(small.forms.post("Hello", "a", "x".repeat(50_000))).read());
      }
    }

    @Test
    void beyondTheBoundOnBodyBytesTheNextIsThrottled() throws IOException {
      try (TestServer small = new TestServer(10, 300_000);
          RawClient parked = small.connect();
          RawClient next = small.connect()) {
        parked.post(small.forms.post("Park", "a", "x".repeat(100_000)));
        await().until(() -> small.actions.parked.size() == 1);
        assertError(
            next.post(small.forms.post("Hello", "a", "x".repeat(100_000))).read(),
            CmqError.THROTTLED);
        small.actions.parked.remove().complete();
        assertHello(parked.read());
        await().until(() -> small.pending() == 0);
        try (RawClient last = small.connect()) {
          assertHello(last.post(small.forms.post("Hello", "a", "x".repeat(100_000))).read());
        }
      }
    }
  }

  @Test
  void requestsAreTimedByActionAndCode() throws IOException {
    client.post(forms.post("hello")).read();
    client.post(forms.post("Hello")).read();
    client.post(forms.post("Nope" + System.nanoTime())).read();
    client.post(forms.post("Refused")).read();
    assertThat(count("Hello", "0")).isEqualTo(2);
    assertThat(count("unknown", "4000")).isEqualTo(1);
    assertThat(count("Refused", "" + CmqError.of(Refusal.OVERLOADED).code())).isEqualTo(1);
  }

  @Test
  void javasOwnClientIsServed() throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/v2/index.php"))
                    .expectContinue(true)
                    .POST(HttpRequest.BodyPublishers.ofString(forms.post("Later")))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("\"code\":0");
  }

  @Test
  void aPortInUseIsSaid() {
    CmqHttpServer second = another();
    assertThatThrownBy(() -> second.start("127.0.0.1", server.port()))
        .isInstanceOf(BindException.class)
        .hasMessage("cannot listen on 127.0.0.1:" + server.port() + ": Address already in use");
  }

  @Test
  void anUnknownHostIsSaid() {
    CmqHttpServer second = another();
    assertThatThrownBy(() -> second.start("nowhere.invalid", 0))
        .isInstanceOf(BindException.class)
        .hasMessageContaining("nowhere.invalid:0");
  }

  private CmqHttpServer another() {
    return new CmqHttpServer(
        server.classic,
        null,
        server.requests,
        TestServer.PATIENT,
        TestServer.UNLIMITED,
        null,
        Duration.ZERO,
        server.meters);
  }

  private long count(String action, String code) {
    return server.meters.get("cmq.requests").tags("action", action, "code", code).timer().count();
  }

  static void assertHello(RawClient.Response response) {
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.message()).isEmpty();
    assertThat(response.code()).isZero();
    assertThat(response.json().get("hello").textValue()).isEqualTo("world \"中\"");
  }

  static void assertError(RawClient.Response response, CmqError error, String subject) {
    assertError(response, error, error.message(), subject);
  }

  static void assertError(RawClient.Response response, CmqError error) {
    assertError(response, error, error.message(), "");
  }

  private static void assertError(
      RawClient.Response response, CmqError error, String message, String subject) {
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.message()).isEqualTo(message.replace("%s", subject));
    assertThat(response.code()).isEqualTo(error.code());
    assertThat(response.json().get("requestId").textValue()).matches("\\d+");
  }
}
