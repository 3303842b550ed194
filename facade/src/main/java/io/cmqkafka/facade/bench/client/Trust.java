package io.cmqkafka.facade.bench.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * Whose certificates are believed at https endpoints.
 *
 * @param checksNames whether a certificate must be for the endpoint's host
 */
public record Trust(SSLSocketFactory sockets, boolean checksNames) {

  /** Those that this JDK trusts. */
  public static Trust inTheJdks() {
    return new Trust((SSLSocketFactory) SSLSocketFactory.getDefault(), true);
  }

  /** Trusts every server, for tests. */
  public static Trust inAnybody() {
    return new Trust(sockets(SslContextFactory.TRUST_ALL_CERTS), false);
  }

  /**
   * Trusts the certificates in a PEM file, and those that they have signed.
   *
   * @throws IllegalArgumentException with a sentence if the file has none, or cannot be read
   */
  public static Trust in(Path pem) {
    try (InputStream file = Files.newInputStream(pem)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
        store.setCertificateEntry(Integer.toString(store.size()), one);
      }
      if (store.size() == 0) {
        throw new IllegalArgumentException("The file " + pem + " (--ca) has no certificate.");
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return new Trust(sockets(factory.getTrustManagers()), true);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "The file " + pem + " (--ca) has no certificates that can be read: " + e + ".");
    }
  }

  private static SSLSocketFactory sockets(TrustManager[] managers) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }
}
