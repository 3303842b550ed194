package io.cmqkafka.facade.bench;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Base64 of the HMAC over a string-to-sign. Keeps one Mac; for one thread. */
final class Signer {
  private final Mac mac;

  Signer(String secretKey, SignatureMethod method) {
    try {
      mac = Mac.getInstance(method.name());
      mac.init(new SecretKeySpec(secretKey.getBytes(StandardCharsets.UTF_8), method.name()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java runtime lacks " + method, e);
    }
  }

  byte[] sign(byte[] bytes, int length) {
    mac.update(bytes, 0, length);
    return Base64.getEncoder().encode(mac.doFinal());
  }
}
