package io.cmqkafka.facade.http.connection;

import io.cmqkafka.facade.auth.FileVersion;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate of the HTTP port, which follows two files. When they change, new connections get
 * the new certificate; those that are there keep theirs. When the changed files cannot be used, the
 * certificate stays, which is logged once and shown by a metric.
 */
public final class TlsFiles {
  private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);

  private final Path certificate;
  private final Path key;
  private final SslContextFactory.Server context;
  private volatile Versions versions;
  private volatile boolean refused;
  private volatile long expiresSeconds;

  /**
   * @param certificate PEM, the server's certificate first and then those that vouch for it
   * @param key PEM, PKCS#8, not encrypted
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if they do not hold a certificate and its key
   */
  public TlsFiles(Path certificate, Path key, MeterRegistry meters) throws IOException {
    this.certificate = certificate;
    this.key = key;
    this.versions = Versions.of(certificate, key);
    PemKeyPair pair = PemKeyPair.read(certificate, key);
    this.context = context(pair);
    this.expiresSeconds = expires(pair);
    Gauge.builder("cmq.tls.certificate.expires", this, files -> files.expiresSeconds)
        .description("When the certificate in use expires, in seconds of the epoch")
        .baseUnit("seconds")
        .register(meters);
    Gauge.builder("cmq.tls.certificate.refused", this, files -> files.refused ? 1 : 0)
        .description("1 while the files hold no usable certificate and an earlier one is in use")
        .register(meters);
  }

  public SslContextFactory.Server context() {
    return context;
  }

  /** Reads the files again if they have changed. To be called now and then, by one thread. */
  public void reloadIfChanged() {
    Versions now = Versions.of(certificate, key);
    if (now.equals(versions)) {
      return;
    }
    versions = now;
    try {
      PemKeyPair pair = PemKeyPair.read(certificate, key);
      tryOut(pair);
      context.reload(same -> same.setKeyStore(pair.toKeyStore()));
      expiresSeconds = expires(pair);
      refused = false;
      LOG.info("Read {} again: {}", certificate, pair);
    } catch (Exception e) {
      refused = true;
      LOG.error(
          "The certificate stays as it was, the changed files cannot be used: {}", e.toString());
    }
  }

  /** A reload that fails would leave the port without any certificate. */
  private static void tryOut(PemKeyPair pair) throws Exception {
    SslContextFactory.Server trial = context(pair);
    trial.start();
    trial.stop();
  }

  private static SslContextFactory.Server context(PemKeyPair pair) {
    SslContextFactory.Server context = new SslContextFactory.Server();
    context.setKeyStore(pair.toKeyStore());
    context.setKeyStorePassword(PemKeyPair.STORE_PASSWORD);
    context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    context.setRenegotiationAllowed(false);
    return context;
  }

  private static long expires(PemKeyPair pair) {
    return pair.chain().get(0).getNotAfter().toInstant().getEpochSecond();
  }

  private record Versions(FileVersion certificate, FileVersion key) {
    static Versions of(Path certificate, Path key) {
      return new Versions(FileVersion.of(certificate), FileVersion.of(key));
    }
  }
}
