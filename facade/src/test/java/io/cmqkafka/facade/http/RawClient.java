package io.cmqkafka.facade.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;

/** One connection, on which a test writes what it likes. */
final class RawClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Small, so that an answer which is not read fills it. */
  private static final int RECEIVE_BUFFER_BYTES = 64 << 10;

  private final int port;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  RawClient(int port) throws IOException {
    this(port, connect(port));
  }

  /** Over TLS. */
  RawClient(int port, SSLContext tls) throws IOException {
    this(port, encrypted(connect(port), port, tls));
  }

  /**
   * @param tls null for plain HTTP
   */
  RawClient(int port, String from, SSLContext tls) throws IOException {
    this(port, tls == null ? connect(port, from) : encrypted(connect(port, from), port, tls));
  }

  private static Socket encrypted(Socket socket, int port, SSLContext tls) throws IOException {
    return tls.getSocketFactory().createSocket(socket, "localhost", port, true);
  }

  private static Socket connect(int port) throws IOException {
    return connect(port, "127.0.0.1");
  }

  private static Socket connect(int port, String from) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(from, 0));
    socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    socket.setTcpNoDelay(true);
    return socket;
  }

  private RawClient(int port, Socket socket) throws IOException {
    this.port = port;
    this.socket = socket;
    socket.setSoTimeout(30_000);
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  Socket socket() {
    return socket;
  }

  RawClient send(String text) throws IOException {
    out.write(text.getBytes(ISO_8859_1));
    return this;
  }

  /** A POST to /v2/index.php with no Content-Type. */
  RawClient post(String form) throws IOException {
    return post("/v2/index.php", "", form);
  }

  RawClient post(String path, String headers, String form) throws IOException {
    return send(head("POST " + path, headers + "Content-Length: " + form.length() + "\r\n") + form);
  }

  RawClient get(String pathAndQuery) throws IOException {
    return send(head("GET " + pathAndQuery, ""));
  }

  String head(String methodAndPath, String headers) {
    return methodAndPath + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n" + headers + "\r\n";
  }

  Response read() throws IOException {
    return read(true);
  }

  Response read(boolean withBody) throws IOException {
    String head = readHead();
    int length = 0;
    for (String line : head.split("\r\n")) {
      if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
      }
    }
    byte[] body = withBody ? in.readNBytes(length) : new byte[0];
    return new Response(head, new String(body, UTF_8));
  }

  /** The status line and the headers. */
  String readHead() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int ends = 0;
    while (ends < 4) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("closed after " + head);
      }
      head.write(b);
      ends = b == "\r\n\r\n".charAt(ends) ? ends + 1 : b == '\r' ? 1 : 0;
    }
    return head.toString(ISO_8859_1);
  }

  boolean isClosedByServer() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  record Response(String head, String body) {
    int status() {
      return Integer.parseInt(head.split(" ")[1]);
    }

    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new IllegalStateException(body, e);
      }
    }

    int code() {
      return json().get("code").intValue();
    }

    String message() {
      return json().get("message").textValue();
    }
  }
}
