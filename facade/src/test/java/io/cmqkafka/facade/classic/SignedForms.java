package io.cmqkafka.facade.classic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes requests as a well-behaved client does, with nothing of the server's own signing code. */
public record SignedForms(String host, String secretId, String secretKey) {
  private static final AtomicLong NONCE = new AtomicLong(1);

  /** The form of a signed POST to /v2/index.php. */
  public String post(String action, String... namesAndValues) {
    return form("POST", "/v2/index.php", action, namesAndValues);
  }

  public String form(String method, String path, String action, String... namesAndValues) {
    Map<String, String> params = new TreeMap<>();
    params.put("Action", action);
    params.put("SecretId", secretId);
    params.put("Nonce", Long.toString(NONCE.getAndIncrement()));
    params.put("Timestamp", Long.toString(System.currentTimeMillis() / 1_000));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      params.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    String signed =
        params.entrySet().stream()
            .map(param -> param.getKey() + "=" + param.getValue())
            .collect(Collectors.joining("&"));
    params.put("Signature", sign(secretKey, false, method + host + path + "?" + signed));
    return params.entrySet().stream()
        .map(param -> encode(param.getKey()) + "=" + encode(param.getValue()))
        .collect(Collectors.joining("&"));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  public static String sign(String key, boolean sha256, String text) {
    try {
      Mac mac = Mac.getInstance(sha256 ? "HmacSHA256" : "HmacSHA1");
      mac.init(new SecretKeySpec(key.getBytes(UTF_8), mac.getAlgorithm()));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
