package io.cmqkafka.facade.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** Seeds that are made, the same each time, since private keys are kept in no repository. */
final class PrivateKeys {
  private PrivateKeys() {}

  static List<Seeds.Kept> all() {
    return Stream.of("RSA", "EC").map(PrivateKeys::seed).toList();
  }

  private static Seeds.Kept seed(String algorithm) {
    try {
      SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
      random.setSeed(1);
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(algorithm.equals("RSA") ? 1_024 : 256, random);
      byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
      String pem =
          "-----BEGIN PRIVATE KEY-----\n"
              + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
              + "\n-----END PRIVATE KEY-----\n";
      return new Seeds.Kept("pem", "made-" + algorithm + ".txt", pem.getBytes(US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
