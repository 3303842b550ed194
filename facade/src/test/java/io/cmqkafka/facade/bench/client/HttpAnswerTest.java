package io.cmqkafka.facade.bench.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAnswerTest {
  private final HttpAnswer answer = new HttpAnswer();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void readsALengthInAnyPieces(int piece) throws IOException {
    boolean whole = feed("HTTP/1.1 200 OK\r\ncontent-LENGTH:  5\r\nX: y\r\n\r\nhello", piece);
    assertThat(whole).isTrue();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.keepAlive()).isTrue();
    assertThat(answer.body()).asString().isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void readsChunksInAnyPieces(int piece) throws IOException {
    String first = "a".repeat(300);
    boolean whole =
        feed(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n12C;x=y\r\n"
                + first
                + "\r\n3\r\n\r\nb\r\n0\r\nTrailer: t\r\n\r\n",
            piece);
    assertThat(whole).isTrue();
    assertThat(answer.keepAlive()).isFalse();
    assertThat(answer.body()).asString().isEqualTo(first + "\r\nb");
  }

  @Test
  void aBodyWithoutLengthEndsWithTheConnection() throws IOException {
    assertThat(feed("HTTP/1.1 200 OK\r\n\r\nhel", 100)).isFalse();
    assertThat(feed("lo", 100)).isFalse();
    answer.ended();
    assertThat(answer.keepAlive()).isFalse();
    assertThat(answer.body()).asString().isEqualTo("hello");
  }

  @Test
  void anAnswerThatIsCutOffIsNotWhole() throws IOException {
    assertThat(feed("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", 100)).isFalse();
    assertThatThrownBy(answer::ended).hasMessage("the connection ended within an answer");
  }

  @Test
  void interimAnswersAreSkipped() throws IOException {
    String text = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n";
    assertThat(feed(text, 1)).isTrue();
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void anAnswerIsUsedAgain() throws IOException {
    feed("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\na", 100);
    answer.reset();
    assertThat(feed("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb", 100)).isTrue();
    assertThat(answer.keepAlive()).isTrue();
    assertThat(answer.body()).asString().isEqualTo("b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n",
        "\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
      })
  void refusesWhatIsNotHttp(String text) {
    assertThatThrownBy(() -> feed(text, 1000)).isInstanceOf(IOException.class);
  }

  private boolean feed(String text, int piece) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    boolean whole = false;
    int at = 0;
    while (at < bytes.length) {
      assertThat(whole).isFalse();
      int count = Math.min(piece, bytes.length - at);
      whole = answer.received(ByteBuffer.wrap(bytes, at, count));
      at += count;
    }
    return whole;
  }
}
