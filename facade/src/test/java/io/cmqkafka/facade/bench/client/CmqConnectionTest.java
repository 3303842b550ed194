package io.cmqkafka.facade.bench.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CmqConnectionTest {
  private static final String OK =
      "HTTP/1.1 200 OK\r\nContent-Length: 23\r\n\r\n{\"code\":0,\"message\":\"\"}";

  @Test
  void goesThroughAMessagesLife() throws IOException {
    try (FakeCmq fake = new FakeCmq(FakeCmq.Fault.NONE);
        CmqConnection connection = to(fake.url(), SignatureMethod.HmacSHA256)) {
      Map<String, String> queue = Map.of("queueName", "q", "visibilityTimeout", "30");
      assertThat(connection.call("CreateQueue", queue).ok()).isTrue();
      assertThat(connection.call("CreateQueue", queue).code()).isEqualTo(4460);
      assertThat(connection.send("q", List.of("a b+c&=%@ 中文 \"\n"), 0).ok()).isTrue();
      CmqAnswer received = connection.receive("q", 1, 0);
      assertThat(received.messages().get(0).msgBody()).isEqualTo("a b+c&=%@ 中文 \"\n");
      assertThat(connection.delete("q", List.of(received.messages().get(0).receiptHandle())).ok())
          .isTrue();
      assertThat(connection.receive("q", 1, 0).code()).isEqualTo(CmqAnswer.NO_MESSAGE);
      assertThat(connection.send("q", List.of("x", "y"), 0).msgIds()).hasSize(2);
      List<ReceivedMessage> both = connection.receive("q", 16, 0).messages();
      assertThat(both).extracting(ReceivedMessage::msgBody).containsExactly("x", "y");
      assertThat(
              connection
                  .delete("q", both.stream().map(ReceivedMessage::receiptHandle).toList())
                  .ok())
          .isTrue();
      assertThat(connection.call("GetQueueAttributes", queue).tree().get("visibilityTimeout"))
          .hasToString("30");
    }
  }

  @Test
  void connectsAgainAfterAFailureAndNeverRepeatsByItself() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread script =
          serve(
              server,
              "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"co",
              "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n",
              "HTTP/1.1 200 OK\r\n\r\n<html>",
              "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                  + "17\r\n{\"code\":0,\"message\":\"\"}\r\n0\r\n\r\n",
              OK);
      try (CmqConnection connection =
          to("http://127.0.0.1:" + server.getLocalPort(), SignatureMethod.HmacSHA1)) {
        assertThatThrownBy(() -> connection.send("q", List.of("x"), 0))
            .hasMessage("the connection ended within an answer");
        assertThatThrownBy(() -> connection.send("q", List.of("x"), 0))
            .hasMessage("HTTP status 503 instead of 200");
        assertThatThrownBy(() -> connection.send("q", List.of("x"), 0))
            .hasMessageContaining("not CMQ's JSON");
        assertThat(connection.send("q", List.of("x"), 0).ok()).isTrue();
        assertThat(connection.send("q", List.of("x"), 0).ok()).isTrue();
      }
      script.join();
    }
  }

  @Test
  void anAnswerThatNeverComesIsGivenUp() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        CmqConnection connection =
            CmqConnection.to(
                Endpoint.of("http://127.0.0.1:" + silent.getLocalPort()),
                FakeCmq.CREDENTIALS,
                SignatureMethod.HmacSHA1,
                Duration.ofMillis(20))) {
      assertThatThrownBy(() -> connection.send("q", List.of("x"), 0))
          .hasMessage("no answer in time");
    }
  }

  @Test
  void aHandshakeThatIsNotAnsweredIsGivenUp() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        CmqConnection connection =
            CmqConnection.watched(
                Endpoint.of("https://127.0.0.1:" + silent.getLocalPort()),
                Trust.inTheJdks(),
                FakeCmq.CREDENTIALS,
                SignatureMethod.HmacSHA1,
                Duration.ofMillis(20))) {
      assertThatThrownBy(() -> connection.send("q", List.of("x"), 0))
          .hasMessage("no answer in time");
    }
  }

  @Test
  void endpointsAreUrls() {
    assertThat(Endpoint.of("https://cmq.example"))
        .isEqualTo(new Endpoint(true, "cmq.example", 443, "cmq.example", "/v2/index.php"));
    assertThat(Endpoint.of("http://h:81/other"))
        .isEqualTo(new Endpoint(false, "h", 81, "h:81", "/other"));
    for (String url : List.of("h:81", "ftp://h", "http://", "http://h h", "")) {
      assertThatThrownBy(() -> Endpoint.of(url)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Answers one request on each connection and closes it. */
  private static Thread serve(ServerSocket server, String... answers) {
    Thread thread =
        new Thread(
            () -> {
              try {
                for (String answer : answers) {
                  try (Socket socket = server.accept()) {
                    // The request is smaller than the buffer and comes in one piece.
                    assertThat(socket.getInputStream().read(new byte[8192])).isPositive();
                    socket.getOutputStream().write(bytes(answer));
                  }
                }
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    thread.start();
    return thread;
  }

  private static CmqConnection to(String url, SignatureMethod method) {
    return CmqConnection.to(Endpoint.of(url), FakeCmq.CREDENTIALS, method, Duration.ofSeconds(10));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
