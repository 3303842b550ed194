package io.cmqkafka.facade.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Whose certificates are believed at https endpoints.
 *
 * @param checksNames whether a certificate must be for the endpoint's host
 */
record Trust(SSLSocketFactory sockets, boolean checksNames) {

  /** Those that this JDK trusts. */
  static Trust inTheJdks() {
    return new Trust((SSLSocketFactory) SSLSocketFactory.getDefault(), true);
  }

  /** Whoever answers is believed: for tests. */
  static Trust inAnybody() {
    return new Trust(sockets(new TrustManager[] {new Anybody()}), false);
  }

  /**
   * Those in a PEM file, and whom they vouch for.
   *
   * @throws BenchException if the file has none, or cannot be read
   */
  static Trust in(Path pem) {
    try (InputStream file = Files.newInputStream(pem)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
        store.setCertificateEntry(Integer.toString(store.size()), one);
      }
      if (store.size() == 0) {
        throw new BenchException("The file " + pem + " (--ca) has no certificate.");
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return new Trust(sockets(factory.getTrustManagers()), true);
    } catch (IOException | GeneralSecurityException e) {
      throw new BenchException(
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

  /** An extended one, since the JDK adds checks of its own to any other. */
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
