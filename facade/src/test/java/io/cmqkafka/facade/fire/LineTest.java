package io.cmqkafka.facade.fire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LineTest {
  private ServerSocket target;
  private Line line;

  @BeforeEach
  void open() throws IOException {
    target = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    line = Line.to(target.getLocalPort());
  }

  @AfterEach
  void close() throws IOException {
    line.close();
    target.close();
  }

  @Test
  void bytesPassBothWays() throws IOException {
    try (Socket client = client();
        Socket server = target.accept()) {
      passes(client, server);
      passes(server, client);
    }
  }

  @Test
  void droppedConnectionsEndAndNewOnesAreWelcome() throws IOException {
    try (Socket client = client();
        Socket server = target.accept()) {
      passes(client, server);
      line.drop();
      assertThat(ended(client)).isTrue();
      assertThat(ended(server)).isTrue();
    }
    bytesPassBothWays();
  }

  @Test
  void whenRefusingNoConnectionLastsUntilItIsWholeAgain() throws IOException {
    try (Socket client = client();
        Socket server = target.accept()) {
      passes(client, server);
      line.become(Line.State.REFUSING);
      assertThat(ended(client)).isTrue();
    }
    try (Socket client = client()) {
      assertThat(ended(client)).isTrue();
    }
    line.become(Line.State.WHOLE);
    bytesPassBothWays();
  }

  @Test
  void heldBytesArriveWhenItIsWholeAgain() throws IOException {
    try (Socket client = client();
        Socket server = target.accept()) {
      passes(client, server);
      line.become(Line.State.HOLDING);
      client.getOutputStream().write(42);
      nothingComes(server);
      line.become(Line.State.WHOLE);
      assertThat(server.getInputStream().read()).isEqualTo(42);
    }
  }

  @Test
  void answersCanBeHeldAlone() throws IOException {
    try (Socket client = client();
        Socket server = target.accept()) {
      passes(client, server);
      line.become(Line.State.HOLDING_ANSWERS);
      passes(client, server);
      server.getOutputStream().write(42);
      nothingComes(client);
      line.become(Line.State.WHOLE);
      assertThat(client.getInputStream().read()).isEqualTo(42);
    }
  }

  private Socket client() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), line.port());
  }

  private static void passes(Socket from, Socket to) throws IOException {
    from.getOutputStream().write(7);
    assertThat(to.getInputStream().read()).isEqualTo(7);
  }

  /** Silence cannot be waited for, so this gives a mistake some time to show. */
  private static void nothingComes(Socket socket) throws IOException {
    socket.setSoTimeout(200);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(0);
  }

  private static boolean ended(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException e) {
      return true;
    }
  }
}
