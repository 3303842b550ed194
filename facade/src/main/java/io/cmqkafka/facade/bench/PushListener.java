package io.cmqkafka.facade.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;

/** Takes and counts pushes, on a thread of its own. */
final class PushListener implements AutoCloseable {
  private final HttpServer http;
  private final String host;
  private final AtomicLong pushes = new AtomicLong();

  /**
   * @param host as the server reaches it, an address of this machine
   * @param port 0 for any
   * @throws BenchException if the address cannot be had
   */
  PushListener(String host, int port) {
    this.host = host;
    try {
      http = HttpServer.create(new InetSocketAddress(host, port), 100);
    } catch (IOException e) {
      throw new BenchException(
          "Cannot listen on " + host + ":" + port + ": " + BenchException.phrase(e));
    }
    http.createContext(
        "/",
        push -> {
          try (InputStream body = push.getRequestBody()) {
            body.readAllBytes();
          }
          push.sendResponseHeaders(200, -1);
          push.close();
          pushes.incrementAndGet();
        });
    http.start();
  }

  String url() {
    return "http://" + host + ":" + http.getAddress().getPort() + "/";
  }

  long pushes() {
    return pushes.get();
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
