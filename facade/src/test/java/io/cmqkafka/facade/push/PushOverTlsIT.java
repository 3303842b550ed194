package io.cmqkafka.facade.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.cmqkafka.facade.http.connection.TestCertificate;
import io.cmqkafka.topic.NotifyContentFormat;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An endpoint is trusted as the JVM trusts, and must be who its host's name says. */
class PushOverTlsIT {
  @TempDir static Path directory;
  private static TestCertificate certificate;
  private static HttpsServer server;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @BeforeAll
  static void start() throws Exception {
    certificate =
        TestCertificate.make(
            directory, "endpoint", TestCertificate.Kind.EC_256, "hook.example.com");
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  @Test
  void anEndpointThatIsTrustedIsPushedTo() throws Exception {
    assertThat(pushed("hook.example.com", trusting())).isTrue();
  }

  @Test
  void oneWithAnothersNameIsNot() throws Exception {
    assertThat(pushed("other.example.com", trusting())).isFalse();
    assertThat(meters.get("cmq.push").tag("outcome", "tls").timer().count()).isEqualTo(1);
  }

  @Test
  void oneThatNobodyVouchesForIsNot() throws Exception {
    assertThat(pushed("hook.example.com", new SslContextFactory.Client())).isFalse();
    assertThat(meters.get("cmq.push").tag("outcome", "tls").timer().count()).isEqualTo(1);
  }

  private boolean pushed(String host, SslContextFactory.Client tls) throws Exception {
    try (HttpPusher pusher =
        new HttpPusher(
            new PushTargets(List.of("*"), List.of()),
            new PushLimits(60_000, 4),
            meters,
            name -> new InetAddress[] {InetAddress.getLoopbackAddress()},
            tls)) {
      String url = "https://" + host + ":" + server.getAddress().getPort() + "/";
      return pusher
          .push(Pushed.to(url, NotifyContentFormat.JSON), Pushed.publication("hello"))
          .get(30, TimeUnit.SECONDS)
          .taken();
    }
  }

  private static SslContextFactory.Client trusting() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("endpoint", certificate.certificate());
    SslContextFactory.Client tls = new SslContextFactory.Client();
    tls.setTrustStore(trusted);
    return tls;
  }
}
