package io.cmqkafka.facade.http.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate with those that vouch for it, and its private key, from PEM files. One file may
 * hold both.
 *
 * <p>The JDK reads what is within the PEM's lines; it has no reader of the lines themselves.
 * Kafka's is not a public one and knows fewer kinds of keys, and Bouncy Castle would double the
 * jar.
 */
record PemKeyPair(List<X509Certificate> chain, PrivateKey key) {
  private static final long MAX_FILE_BYTES = 1 << 20;
  private static final byte[] PROBE = {1, 2, 3};

  /** Of a key store that is only ever in memory. */
  static final String STORE_PASSWORD = "in memory";

  /**
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if a file does not hold what it should, or the two do not
   *     belong together; names the file and quotes nothing of it
   */
  static PemKeyPair read(Path certificates, Path key) throws IOException {
    List<X509Certificate> chain = chain(certificates);
    PublicKey publicKey = chain.get(0).getPublicKey();
    PrivateKey privateKey = key(key, publicKey.getAlgorithm());
    if (!belongTogether(publicKey, privateKey)) {
      throw new IllegalArgumentException(
          "the key in " + key + " is not that of the first certificate in " + certificates);
    }
    return new PemKeyPair(chain, privateKey);
  }

  KeyStore toKeyStore() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "http", key, STORE_PASSWORD.toCharArray(), chain.toArray(X509Certificate[]::new));
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every JDK keeps keys in memory", e);
    }
  }

  private static List<X509Certificate> chain(Path file) throws IOException {
    List<X509Certificate> chain = new ArrayList<>();
    try {
      CertificateFactory x509 = CertificateFactory.getInstance("X.509");
      for (byte[] block : blocks(file, "CERTIFICATE")) {
        chain.add((X509Certificate) x509.generateCertificate(new ByteArrayInputStream(block)));
      }
    } catch (CertificateException e) {
      throw new IllegalArgumentException(
          "certificate " + (chain.size() + 1) + " in " + file + " cannot be read", e);
    }
    if (chain.isEmpty()) {
      throw new IllegalArgumentException(file + " has no '-----BEGIN CERTIFICATE-----'");
    }
    return List.copyOf(chain);
  }

  private static PrivateKey key(Path file, String algorithm) throws IOException {
    List<byte[]> blocks = blocks(file, "PRIVATE KEY");
    if (blocks.size() != 1) {
      throw new IllegalArgumentException(
          file
              + " must have '-----BEGIN PRIVATE KEY-----' (PKCS#8, not encrypted) once; 'openssl"
              + " pkcs8 -topk8 -nocrypt' makes it of another form");
    }
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(blocks.get(0)));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "the key in " + file + " cannot be read as one of the certificate's kind, " + algorithm,
          e);
    }
  }

  /** What stands in Base64 between the lines BEGIN and END of this label. */
  private static List<byte[]> blocks(Path file, String label) throws IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new IllegalArgumentException(file + " is larger than " + MAX_FILE_BYTES + " bytes");
    }
    Matcher matcher =
        Pattern.compile("-----BEGIN " + label + "-----([^-]*)-----END " + label + "-----")
            .matcher(Files.readString(file, ISO_8859_1));
    List<byte[]> blocks = new ArrayList<>();
    while (matcher.find()) {
      try {
        blocks.add(Base64.getMimeDecoder().decode(matcher.group(1)));
      } catch (IllegalArgumentException e) {
        // Its message quotes what cannot be decoded, which may be of a key.
        throw new IllegalArgumentException(file + " has a " + label + " that is not Base64");
      }
    }
    return blocks;
  }

  private static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey) {
    String algorithm =
        switch (publicKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA" -> "EdDSA";
          default ->
              throw new IllegalArgumentException(
                  "keys of kind " + publicKey.getAlgorithm() + " are not supported");
        };
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(privateKey);
      signer.update(PROBE);
      byte[] signature = signer.sign();
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(publicKey);
      verifier.update(PROBE);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Tells nothing of the key. */
  @Override
  public String toString() {
    return "PemKeyPair[" + chain.get(0).getSubjectX500Principal() + "]";
  }
}
