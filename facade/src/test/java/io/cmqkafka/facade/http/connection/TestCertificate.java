package io.cmqkafka.facade.http.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A self-signed certificate and its key in two PEM files, made with the JDK's own keytool. */
public final class TestCertificate {
  private static final String PASSWORD = "changeit";

  private final Path directory;
  private final KeyStore store;

  private TestCertificate(Path directory, KeyStore store) {
    this.directory = directory;
    this.store = store;
  }

  /**
   * @param arguments of keytool, how the key is made: {@code -keyalg EC}
   */
  public static TestCertificate make(Path directory, String name, String... arguments)
      throws IOException, GeneralSecurityException {
    Files.createDirectories(directory);
    Path file = directory.resolve(name + ".p12");
    String[] command = {
      Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
      "-J-XX:+UseSerialGC",
      "-J-XX:TieredStopAtLevel=1",
      "-genkeypair",
      "-alias",
      "x",
      "-dname",
      "CN=" + name,
      "-storetype",
      "PKCS12",
      "-storepass",
      PASSWORD,
      "-keystore",
      file.toString()
    };
    ProcessBuilder keytool = new ProcessBuilder(command);
    keytool.command().addAll(List.of(arguments));
    Process process = keytool.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), US_ASCII);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(said);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    TestCertificate made = new TestCertificate(directory, store);
    Files.writeString(made.certificateFile(), made.certificatePem());
    Files.writeString(made.keyFile(), made.keyPem());
    return made;
  }

  public static TestCertificate make(Path directory, String name)
      throws IOException, GeneralSecurityException {
    return make(directory, name, "-keyalg", "EC", "-groupname", "secp256r1");
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
    return pem("PRIVATE KEY", store.getKey("x", PASSWORD.toCharArray()).getEncoded());
  }

  public X509Certificate certificate() throws GeneralSecurityException {
    return (X509Certificate) store.getCertificate("x");
  }

  /** The same with files in another directory, where they replace those of their names. */
  public TestCertificate copiedTo(Path other) throws IOException, GeneralSecurityException {
    TestCertificate copy = new TestCertificate(other, store);
    Files.writeString(copy.keyFile(), keyPem());
    Files.writeString(copy.certificateFile(), certificatePem());
    return copy;
  }

  /** Of a server that has the certificate. */
  public SSLContext serverContext() throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
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
