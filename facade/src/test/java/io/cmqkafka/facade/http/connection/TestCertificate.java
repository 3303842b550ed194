package io.cmqkafka.facade.http.connection;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A self-signed certificate and its key in two PEM files. */
public final class TestCertificate {
  /** How the key is made. */
  public enum Kind {
    EC_256("EC", "secp256r1", "SHA256withECDSA"),
    EC_384("EC", "secp384r1", "SHA384withECDSA"),
    RSA("RSA", null, "SHA256withRSA"),
    ED25519("Ed25519", null, "Ed25519");

    private final String algorithm;
    private final String curve;
    private final String signature;

    Kind(String algorithm, String curve, String signature) {
      this.algorithm = algorithm;
      this.curve = curve;
      this.signature = signature;
    }

    private KeyPair newKeys() throws GeneralSecurityException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (curve != null) {
        generator.initialize(new ECGenParameterSpec(curve));
      }
      return generator.generateKeyPair();
    }
  }

  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Path directory;
  private final KeyStore store;

  private TestCertificate(Path directory, KeyStore store) {
    this.directory = directory;
    this.store = store;
  }

  /**
   * @param hosts that it is for, names or IPv4 addresses
   */
  public static TestCertificate make(Path directory, String name, Kind kind, String... hosts)
      throws IOException, GeneralSecurityException {
    KeyPair keys = kind.newKeys();
    X509Certificate certificate = selfSigned(keys, kind, name, hosts);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("x", keys.getPrivate(), PASSWORD, new X509Certificate[] {certificate});
    return new TestCertificate(directory, store).written();
  }

  private static X509Certificate selfSigned(KeyPair keys, Kind kind, String name, String... hosts)
      throws IOException, GeneralSecurityException {
    X500Name named = new X500Name("CN=" + name);
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder certificate =
        new JcaX509v3CertificateBuilder(
            named,
            BigInteger.valueOf(now.toEpochMilli()),
            Date.from(now),
            Date.from(now.plus(Duration.ofDays(90))),
            named,
            keys.getPublic());
    if (hosts.length > 0) {
      GeneralName[] names =
          Stream.of(hosts).map(TestCertificate::alternativeName).toArray(GeneralName[]::new);
      certificate.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }
    try {
      ContentSigner signer = new JcaContentSignerBuilder(kind.signature).build(keys.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(certificate.build(signer));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static GeneralName alternativeName(String host) {
    boolean address = Character.isDigit(host.charAt(0));
    return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host);
  }

  public static TestCertificate make(Path directory, String name)
      throws IOException, GeneralSecurityException {
    return make(directory, name, Kind.EC_256);
  }

  /** The same with files in another directory, where they replace those of their names. */
  public TestCertificate copiedTo(Path other) throws IOException, GeneralSecurityException {
    return new TestCertificate(other, store).written();
  }

  private TestCertificate written() throws IOException, GeneralSecurityException {
    Files.createDirectories(directory);
    Files.writeString(keyFile(), keyPem());
    Files.writeString(certificateFile(), certificatePem());
    return this;
  }

  public Path certificateFile() {
    return directory.resolve("tls.crt");
  }

  public Path keyFile() {
    return directory.resolve("tls.key");
  }

  public String certificatePem() throws GeneralSecurityException {
    return pem("CERTIFICATE", certificate().getEncoded());
  }

  public String keyPem() throws GeneralSecurityException {
    return pem("PRIVATE KEY", store.getKey("x", PASSWORD).getEncoded());
  }

  public X509Certificate certificate() throws GeneralSecurityException {
    return (X509Certificate) store.getCertificate("x");
  }

  /** Of a server that has the certificate. */
  public SSLContext serverContext() throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  /** Of a client that takes any certificate. */
  public SSLContext clientContext() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustsAll()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String label, byte[] content) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
        + "\n-----END "
        + label
        + "-----\n";
  }

  private static final class TrustsAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
