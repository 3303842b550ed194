package io.cmqkafka.facade.restart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.facade.TestedServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A client that asks for messages, and does not read the answer. */
final class SlowReader {
  private static final int RECEIVE_BUFFER_BYTES = 16 << 10;

  private final Socket socket;

  private SlowReader(Socket socket) {
    this.socket = socket;
  }

  /** One that has asked. */
  static SlowReader receiving(String url, String queue, int messages) throws IOException {
    return asking(url, queue, Map.of("numOfMsg", "" + messages, "pollingWaitSeconds", "0"));
  }

  /** One that has asked to wait for messages. */
  static SlowReader waiting(String url, String queue, int seconds) throws IOException {
    return asking(url, queue, Map.of("numOfMsg", "1", "pollingWaitSeconds", "" + seconds));
  }

  private static SlowReader asking(String url, String queue, Map<String, String> more)
      throws IOException {
    URI uri = URI.create(url);
    Map<String, String> params = new TreeMap<>(more);
    params.put("queueName", queue);
    String form = form(uri.getAuthority(), params);
    Socket socket = new Socket();
    socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
    socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
    String request =
        "POST /v2/index.php HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(uri.getAuthority(), form.length(), form);
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    return new SlowReader(socket);
  }

  /** Reads one byte of the answer: from now on the server has begun to send it. */
  void begin() throws IOException {
    socket.getInputStream().read();
  }

  /** Ends the connection as a process does that is killed with unread bytes. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private static String form(String host, Map<String, String> params) {
    params.put("Action", "BatchReceiveMessage");
    params.put("SecretId", TestedServer.CREDENTIALS.secretId());
    params.put("Nonce", "1");
    params.put("Timestamp", Long.toString(System.currentTimeMillis() / 1_000));
    String signed =
        params.entrySet().stream()
            .map(param -> param.getKey() + "=" + param.getValue())
            .collect(Collectors.joining("&"));
    params.put("Signature", sign("POST" + host + "/v2/index.php?" + signed));
    return params.entrySet().stream()
        .map(param -> param.getKey() + "=" + URLEncoder.encode(param.getValue(), UTF_8))
        .collect(Collectors.joining("&"));
  }

  private static String sign(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(TestedServer.CREDENTIALS.secretKey().getBytes(UTF_8), "HmacSHA1"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
