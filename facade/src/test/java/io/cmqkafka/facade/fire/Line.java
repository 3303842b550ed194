package io.cmqkafka.facade.fire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The network between one facade and one broker: a TCP proxy that can be broken. Its port stays its
 * own until it is closed. Thread-safe.
 */
final class Line implements AutoCloseable {
  private static final int CHUNK = 64 << 10;

  private final ServerSocket listening;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private State state = State.WHOLE;
  private long delayMillis;
  private boolean closed;

  enum State {
    WHOLE,
    /** Every connection breaks, and new ones at once. */
    REFUSING,
    /** Nothing passes; whatever was on its way arrives when the line is whole again. */
    HOLDING,
    /** Requests pass, answers wait. */
    HOLDING_ANSWERS
  }

  private enum Direction {
    REQUESTS,
    ANSWERS
  }

  private Line(ServerSocket listening, int target) {
    this.listening = listening;
    this.target = target;
  }

  /**
   * @param target a port of the loopback address, where nobody needs to listen yet
   */
  static Line to(int target) throws IOException {
    Line line = new Line(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), target);
    line.start("line", line::accept);
    return line;
  }

  int port() {
    return listening.getLocalPort();
  }

  synchronized void become(State next) {
    state = next;
    notifyAll();
    if (next == State.REFUSING) {
      drop();
    }
  }

  /** How long every chunk of bytes is held up, in both directions. */
  synchronized void delay(long millis) {
    delayMillis = millis;
  }

  /** Breaks all connections there are; new ones are welcome. */
  void drop() {
    open.forEach(Line::closeQuietly);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    drop();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        open.add(client);
        start("line to " + target, () -> connect(client));
      } catch (IOException e) {
        // Closed, which ends the loop; or a client that was gone before it was accepted.
      }
    }
  }

  private void connect(Socket client) {
    Socket broker = null;
    try {
      if (state() == State.REFUSING) {
        throw new IOException("refused");
      }
      client.setTcpNoDelay(true);
      broker = new Socket(InetAddress.getLoopbackAddress(), target);
      broker.setTcpNoDelay(true);
      open.add(broker);
      Socket to = broker;
      start("answers from " + target, () -> pump(to, client, Direction.ANSWERS));
      pump(client, to, Direction.REQUESTS);
    } catch (IOException e) {
      forget(client);
      if (broker != null) {
        forget(broker);
      }
    }
  }

  private void pump(Socket from, Socket to, Direction direction) {
    byte[] chunk = new byte[CHUNK];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        pass(direction);
        out.write(chunk, 0, count);
      }
    } catch (IOException e) {
      // Either side is gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    forget(from);
    forget(to);
  }

  private void pass(Direction direction) throws InterruptedException {
    long delay;
    synchronized (this) {
      while (!closed
          && (state == State.HOLDING
              || state == State.HOLDING_ANSWERS && direction == Direction.ANSWERS)) {
        wait();
      }
      delay = delayMillis;
    }
    if (delay > 0) {
      Thread.sleep(delay);
    }
  }

  private synchronized State state() {
    return state;
  }

  private void forget(Socket socket) {
    open.remove(socket);
    closeQuietly(socket);
  }

  private void start(String name, Runnable work) {
    Thread thread = new Thread(null, work, name, 256 << 10);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
