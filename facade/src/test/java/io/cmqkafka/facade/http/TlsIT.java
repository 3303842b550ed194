package io.cmqkafka.facade.http;

import static io.cmqkafka.facade.http.CmqHttpServerIT.assertHello;
import static io.cmqkafka.facade.http.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cmqkafka.facade.http.connection.TestCertificate;
import io.cmqkafka.facade.http.connection.TlsFiles;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class TlsIT {
  @TempDir static Path shared;
  private static TestCertificate first;
  private static TestCertificate second;

  @TempDir Path directory;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private TestCertificate certificate;
  private TestServer server;

  @BeforeAll
  static void make() throws IOException, GeneralSecurityException {
    first =
        TestCertificate.make(
            shared.resolve("1"), "first", TestCertificate.Kind.EC_256, "127.0.0.1");
    second = TestCertificate.make(shared.resolve("2"), "second", TestCertificate.Kind.RSA);
  }

  @BeforeEach
  void start() throws IOException, GeneralSecurityException {
    certificate = first.copiedTo(directory);
    server = new TestServer(certificate, TestServer.PATIENT);
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void stop() {
    logger().detachAppender(log);
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void requestsAreServedAndSignedAsWithoutIt(String version) throws IOException {
    try (RawClient client = server.connect()) {
      SSLSocket socket = (SSLSocket) client.socket();
      socket.setEnabledProtocols(new String[] {version});
      for (int i = 0; i < 10; i++) {
        assertHello(client.post(server.forms.post("Hello")).read());
        assertHello(client.post(server.forms.post("Later", "a", "x".repeat(200_000))).read());
      }
      assertThat(socket.getSession().getProtocol()).isEqualTo(version);
    }
  }

  @Test
  void olderVersionsAreNotSpoken() throws Exception {
    TlsFiles files =
        new TlsFiles(
            certificate.certificateFile(), certificate.keyFile(), new SimpleMeterRegistry());
    files.context().start();
    assertThat(files.context().newSSLEngine().getEnabledProtocols())
        .containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
    assertThat(files.context().newSSLEngine().getEnabledCipherSuites())
        .isNotEmpty()
        .noneMatch(suite -> suite.matches("TLS_RSA_.*|.*_(anon|NULL|RC4|3DES|MD5|SHA)(_.*)?"));
    files.context().stop();
  }

  @Test
  void withoutItNothingIsServed() throws IOException {
    try (RawClient plain = new RawClient(server.port())) {
      plain.post(server.forms.post("Hello"));
      assertThat(answer(plain)).doesNotContain("HTTP").doesNotContain("hello");
    }
  }

  @Test
  void javasOwnClientThatTrustsTheCertificateIsServed() throws Exception {
    HttpResponse<String> response =
        HttpClient.newBuilder()
            .sslContext(trusting(certificate.certificate()))
            .build()
            .send(
                HttpRequest.newBuilder(
                        URI.create("https://127.0.0.1:" + server.port() + "/v2/index.php"))
                    .POST(HttpRequest.BodyPublishers.ofString(server.forms.post("Later")))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.body()).contains("\"code\":0");
  }

  @Test
  void changedFilesAreUsedForNewConnections() throws Exception {
    try (RawClient before = server.connect()) {
      assertHello(before.post(server.forms.post("Hello")).read());
      assertThat(shown()).isEqualTo(certificate.certificate());
      second.copiedTo(directory);
      await().until(() -> shown().equals(second.certificate()));
      assertHello(before.post(server.forms.post("Hello")).read());
      await()
          .until(() -> refused() == 0 && expires() == second.certificate().getNotAfter().getTime());
    }
  }

  @Test
  void filesThatBreakLeaveTheCertificateAndAreLoggedOnceUntilTheyAreMended() throws Exception {
    String key = certificate.keyPem();
    replace(certificate.keyFile(), key.substring(0, key.length() / 2));
    await().until(() -> refused() == 1);
    assertThat(shown()).isEqualTo(certificate.certificate());
    replace(certificate.keyFile(), second.keyPem());
    await().until(() -> log.list.size() == 2);
    assertThat(refused()).isEqualTo(1);
    assertThat(shown()).isEqualTo(certificate.certificate());
    replace(certificate.certificateFile(), second.certificatePem());
    await().until(() -> log.list.size() == 3 && refused() == 0);
    assertThat(shown()).isEqualTo(second.certificate());
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).doesNotContain(key.lines().toList().get(1)))
        .satisfiesExactly(
            line -> assertThat(line).contains("-----BEGIN PRIVATE KEY-----", "tls.key"),
            line -> assertThat(line).contains("the key in", "tls.key", "kind, EC"),
            line -> assertThat(line).contains("again", "CN=second"));
  }

  /** At once: the server may look at any moment. */
  private void replace(Path file, String text) throws IOException {
    Path written = Files.writeString(directory.resolve("written"), text);
    Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private Certificate shown() throws IOException {
    try (RawClient client = server.connect()) {
      return ((SSLSocket) client.socket()).getSession().getPeerCertificates()[0];
    }
  }

  /** In milliseconds. */
  private double expires() {
    return 1_000 * server.meters.get("cmq.tls.certificate.expires").gauge().value();
  }

  private double refused() {
    return server.meters.get("cmq.tls.certificate.refused").gauge().value();
  }

  private static String answer(RawClient client) throws IOException {
    try {
      return client.readHead();
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  private static SSLContext trusting(Certificate certificate) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("x", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static Logger logger() {
    Logger logger = (Logger) LoggerFactory.getLogger(TlsFiles.class);
    logger.setLevel(Level.INFO);
    return logger;
  }
}
