package io.cmqkafka.facade.bench.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import javax.crypto.Mac;

/** Writes signed POST requests. For one thread. */
public final class RequestWriter {
  private static final String CLIENT = "cmq-kafka-bench";
  private static final boolean[] UNRESERVED = new boolean[128];

  static {
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
        .chars()
        .forEach(c -> UNRESERVED[c] = true);
  }

  private final ClientCredentials credentials;
  private final SignatureMethod method;
  private final Mac mac;
  private final String head;
  private final String signedStart;
  private final StringBuilder form = new StringBuilder(2048);
  private final StringBuilder toSign = new StringBuilder(2048);

  public RequestWriter(Endpoint endpoint, ClientCredentials credentials, SignatureMethod method) {
    this.credentials = credentials;
    this.method = method;
    this.mac = method.mac(credentials.secretKey());
    this.head =
        "POST "
            + endpoint.path()
            + " HTTP/1.1\r\nHost: "
            + endpoint.authority()
            + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ";
    this.signedStart = "POST" + endpoint.authority() + endpoint.path() + "?";
  }

  /**
   * A whole request. Common parameters that are not among {@code params} are added; those that are
   * among them, even Signature, are sent as they are.
   */
  public byte[] write(String action, Map<String, String> params) {
    TreeMap<String, String> all = new TreeMap<>(params);
    String signature = all.remove("Signature");
    all.putIfAbsent("Action", action);
    all.putIfAbsent(
        "Nonce", Integer.toString(ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE)));
    all.putIfAbsent("RequestClient", CLIENT);
    all.putIfAbsent("SecretId", credentials.secretId());
    all.putIfAbsent("SignatureMethod", method.name());
    all.putIfAbsent("Timestamp", Long.toString(System.currentTimeMillis() / 1000));
    form.setLength(0);
    toSign.setLength(0);
    toSign.append(signedStart);
    all.forEach(this::add);
    toSign.setLength(toSign.length() - 1);
    form.append("Signature=").append(encoded(signature == null ? signature() : signature));
    String request = head + form.length() + "\r\n\r\n" + form;
    return request.getBytes(StandardCharsets.ISO_8859_1);
  }

  private void add(String name, String value) {
    form.append(encoded(name)).append('=').append(encoded(value)).append('&');
    toSign.append(name.replace('_', '.')).append('=').append(value).append('&');
  }

  private String signature() {
    byte[] hash = mac.doFinal(toSign.toString().getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(hash);
  }

  /** Most values need no encoding, and to find that out costs a fraction of encoding them. */
  private static String encoded(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= UNRESERVED.length || !UNRESERVED[c]) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
      }
    }
    return value;
  }
}
