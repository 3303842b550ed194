package io.cmqkafka.facade.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A SecretKey ready to sign with. Any thread may use it: the two prototypes are only cloned, which
 * is much cheaper than looking up and keying a Mac for each request.
 */
public final class SigningKey {
  private final Mac sha1;
  private final Mac sha256;

  public SigningKey(String secretKey) {
    sha1 = keyed("HmacSHA1", secretKey);
    sha256 = keyed("HmacSHA256", secretKey);
  }

  /** A new one, to be given the text that is signed. */
  public Mac mac(boolean useSha256) {
    try {
      return (Mac) (useSha256 ? sha256 : sha1).clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this JDK's HMAC cannot be cloned", e);
    }
  }

  private static Mac keyed(String algorithm, String secretKey) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secretKey.getBytes(UTF_8), algorithm));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
