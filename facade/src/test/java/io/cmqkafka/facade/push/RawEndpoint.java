package io.cmqkafka.facade.push;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An endpoint that answers byte for byte as it is told to, on loopback. */
public final class RawEndpoint implements AutoCloseable {

  /** A request as it came. */
  public record Received(String head, byte[] body) {
    public String bodyText() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /** What becomes of a request; returns when the endpoint is done with it. */
  @FunctionalInterface
  public interface Behaviour {
    void answer(OutputStream out) throws IOException, InterruptedException;
  }

  /** Thrown by a behaviour: the connection is reset. Any other IOException closes it. */
  static final class Reset extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private final ServerSocket server;
  private final Behaviour behaviour;
  private final int idleMs;
  private final ExecutorService threads = Executors.newCachedThreadPool(RawEndpoint::daemon);
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  public final List<Received> received = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();
  final AtomicInteger closedByClient = new AtomicInteger();

  public RawEndpoint(Behaviour behaviour) throws IOException {
    this(behaviour, 0);
  }

  /**
   * @param idleMs after so long without a request a connection is closed; 0 for never
   */
  RawEndpoint(Behaviour behaviour, int idleMs) throws IOException {
    this.behaviour = behaviour;
    this.idleMs = idleMs;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  public static Behaviour status(int status) {
    return saying("HTTP/1.1 " + status + " x\r\nContent-Length: 2\r\n\r\nhi");
  }

  public static Behaviour saying(String answer) {
    return out -> out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
  }

  public String url() {
    return "http://127.0.0.1:" + port() + "/hook";
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    threads.shutdownNow();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.incrementAndGet();
        sockets.add(socket);
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      for (Received one = read(in); one != null; one = read(in)) {
        received.add(one);
        answer(socket);
        socket.setSoTimeout(idleMs);
      }
      closedByClient.incrementAndGet();
    } catch (IOException e) {
      closedByClient.incrementAndGet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(Socket socket) throws IOException, InterruptedException {
    try {
      behaviour.answer(socket.getOutputStream());
      socket.getOutputStream().flush();
    } catch (Reset e) {
      socket.setSoLinger(true, 0);
      throw e;
    }
  }

  private static Received read(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return null;
      }
      head.append((char) next);
    }
    String lower = head.toString().toLowerCase(Locale.ROOT);
    int at = lower.indexOf("content-length: ") + "content-length: ".length();
    int length = Integer.parseInt(lower.substring(at, lower.indexOf("\r\n", at)));
    return new Received(head.toString(), in.readNBytes(length));
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "endpoint");
    thread.setDaemon(true);
    return thread;
  }
}
