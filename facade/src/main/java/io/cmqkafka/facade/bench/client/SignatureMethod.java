package io.cmqkafka.facade.bench.client;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** CMQ's two ways to sign; the names are the parameter's values and the JDK's algorithms. */
public enum SignatureMethod {
  HmacSHA1,
  HmacSHA256;

  Mac mac(String secretKey) {
    try {
      Mac mac = Mac.getInstance(name());
      mac.init(new SecretKeySpec(secretKey.getBytes(StandardCharsets.UTF_8), name()));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java runtime lacks " + this, e);
    }
  }
}
