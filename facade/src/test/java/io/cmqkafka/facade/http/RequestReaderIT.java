package io.cmqkafka.facade.http;

import static io.cmqkafka.facade.http.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cmqkafka.facade.classic.CmqError;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Requests at which the server itself fails before an action has seen them. */
class RequestReaderIT {
  private final Logger logger = (Logger) LoggerFactory.getLogger(RequestLog.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private TestServer server;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    lines.start();
    logger.addAppender(lines);
    server = new TestServer();
    client = server.connect();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
    logger.detachAppender(lines);
  }

  @Test
  void aBodyWhoseReadingFailsIsAnsweredToldCountedAndOver() throws IOException {
    String form = server.forms.post("Hello");
    client.send(
        client.head("POST /v2/index.php", "Content-Length: " + form.length() + "\r\n")
            + form.substring(0, 7));
    await().until(() -> server.pending() == 1);
    failsWith(form.substring(7));
  }

  @Test
  void aQueryWhoseReadingFailsIsAnsweredToldCountedAndOver() throws IOException {
    String request = client.head("GET /v2/index.php?Action=Hello", "");
    client.send(request.substring(0, 7));
    await().until(() -> strangersBytes() > 0);
    failsWith(request.substring(7));
  }

  private void failsWith(String rest) throws IOException {
    server.failReading();
    CmqHttpServerIT.assertError(client.send(rest).read(), CmqError.INTERNAL);
    assertThat(client.isClosedByServer()).isTrue();
    await().until(() -> server.pending() == 0);
    assertThat(strangersBytes()).isZero();
    assertThat(
            server
                .meters
                .get("cmq.requests")
                .tags("action", "unknown", "code", "" + CmqError.INTERNAL.code())
                .timer()
                .count())
        .isEqualTo(1);
    assertServesOthers();
    await().until(() -> !lines.list.isEmpty());
    assertThat(lines.list).hasSize(1);
    assertThat(lines.list.get(0).getFormattedMessage())
        .contains("request failed", "action=unknown", "code=" + CmqError.INTERNAL.code());
    assertThat(lines.list.get(0).getThrowableProxy().getMessage()).contains("no more to be read");
  }

  private void assertServesOthers() throws IOException {
    try (RawClient other = server.connect()) {
      CmqHttpServerIT.assertHello(other.post(server.forms.post("Hello")).read());
    }
  }

  private double strangersBytes() {
    return server.meters.get("cmq.strangers.bytes").gauge().value();
  }
}
