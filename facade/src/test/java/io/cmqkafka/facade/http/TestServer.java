package io.cmqkafka.facade.http;

import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.facade.auth.CallerSecret;
import io.cmqkafka.facade.auth.Credentials;
import io.cmqkafka.facade.classic.Authentication;
import io.cmqkafka.facade.classic.ClassicApi;
import io.cmqkafka.facade.classic.SignedForms;
import io.cmqkafka.facade.console.About;
import io.cmqkafka.facade.console.Console;
import io.cmqkafka.facade.http.connection.ClientLimits;
import io.cmqkafka.facade.http.connection.OpenFiles;
import io.cmqkafka.facade.http.connection.TestCertificate;
import io.cmqkafka.facade.http.connection.TlsFiles;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A real server on a port of its own with fake actions behind it. */
final class TestServer implements AutoCloseable {
  static final CallerSecret PAIR = new CallerSecret("AKIDtest", "secretkey0123456789");

  private static final Duration SOON = Duration.ofMillis(100);

  /** Nearly: so that a wait may end at any moment of its being watched. */
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  static final ClientLimits PATIENT =
      new ClientLimits(Duration.ofMinutes(1), Duration.ofMinutes(1), 0);

  static final OpenFiles UNLIMITED = new OpenFiles(Long.MAX_VALUE, () -> 0);

  private static final Console CONSOLE =
      new Console(new About("test", "127.0.0.1:9092", Optional.empty()));

  /** Room for four of the largest bodies, not decoded, and their headers. */
  static final long STRANGERS_BYTES = 17 << 20;

  final FakeActions actions = new FakeActions();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final ClassicApi classic;
  final PendingRequests requests;
  final SignedForms forms;
  private final AtomicLong skippedNanos = new AtomicLong();
  private final AtomicBoolean clockFails = new AtomicBoolean();
  private final AtomicBoolean readingFails = new AtomicBoolean();
  private final TestCertificate certificate;
  private final CmqHttpServer server;

  TestServer() throws IOException {
    this(10_000, 64 << 20);
  }

  TestServer(int maxPending, long maxBodyBytes) throws IOException {
    this(maxPending, maxBodyBytes, PATIENT, UNLIMITED, null, SOON);
  }

  /**
   * @param lastRequests how long connections are left open when the server closes
   */
  TestServer(int maxPending, long maxBodyBytes, Duration lastRequests) throws IOException {
    this(maxPending, maxBodyBytes, PATIENT, UNLIMITED, null, lastRequests);
  }

  /** One whose process may have so many files open. */
  TestServer(OpenFiles files) throws IOException {
    this(10_000, 64 << 20, PATIENT, files, null, SOON);
  }

  TestServer(ClientLimits limits) throws IOException {
    this(10_000, 64 << 20, limits, UNLIMITED, null, SOON);
  }

  /** One that speaks TLS. */
  TestServer(TestCertificate certificate, ClientLimits limits) throws IOException {
    this(10_000, 64 << 20, limits, UNLIMITED, certificate, SOON);
  }

  static TestServer withoutConsole() throws IOException {
    return new TestServer(10_000, 64 << 20, PATIENT, UNLIMITED, null, SOON, null);
  }

  private TestServer(
      int maxPending,
      long maxBodyBytes,
      ClientLimits limits,
      OpenFiles files,
      TestCertificate certificate,
      Duration lastRequests)
      throws IOException {
    this(maxPending, maxBodyBytes, limits, files, certificate, lastRequests, CONSOLE);
  }

  private TestServer(
      int maxPending,
      long maxBodyBytes,
      ClientLimits limits,
      OpenFiles files,
      TestCertificate certificate,
      Duration lastRequests,
      Console console)
      throws IOException {
    this.certificate = certificate;
    classic =
        new ClassicApi(
            actions.byName(),
            actions::catchUp,
            new Authentication(Credentials.of(PAIR), Duration.ofHours(2), Clock.systemUTC()));
    requests =
        new PendingRequests(
            actions.byName().keySet(),
            maxPending,
            new ByteBudget(maxBodyBytes),
            STRANGERS_BYTES,
            Duration.ZERO,
            meters);
    TlsFiles tls =
        certificate == null
            ? null
            : new TlsFiles(certificate.certificateFile(), certificate.keyFile(), meters);
    server =
        new CmqHttpServer(
            classic,
            console,
            requests,
            limits,
            files,
            tls,
            Duration.ofSeconds(10),
            lastRequests,
            AT_ONCE,
            meters,
            this::nanoTime);
    server.start("127.0.0.1", 0);
    forms = new SignedForms("127.0.0.1:" + port(), PAIR.secretId(), PAIR.secretKey());
  }

  private long nanoTime() {
    if (clockFails.getAndSet(false)) {
      throw new InternalError("a clock's own");
    }
    boolean isReading = Thread.currentThread().getName().startsWith("cmq-http");
    if (isReading && readingFails.getAndSet(false)) {
      throw new InternalError("no more to be read");
    }
    return System.nanoTime() + skippedNanos.get();
  }

  /** While connections are idle nobody asks the clock but who looks after slow clients. */
  void failOneLook() {
    await().until(() -> pending() == 0);
    clockFails.set(true);
    await().until(() -> !clockFails.get());
  }

  /** Makes the request whose first bytes are there fail inside when its last ones have come. */
  void failReading() {
    readingFails.set(true);
  }

  /** Makes the clock jump ahead by which the server tells slow clients. */
  void skip(Duration time) {
    skippedNanos.addAndGet(time.toNanos());
  }

  /** Looks often, because there is much that takes no time and is waited for often. */
  static ConditionFactory await() {
    return Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .atMost(Duration.ofSeconds(30));
  }

  int port() {
    return server.port();
  }

  RawClient connect() throws IOException {
    return certificate == null
        ? new RawClient(port())
        : new RawClient(port(), certificate.clientContext());
  }

  /** From another address of this machine, such as 127.0.0.2. */
  RawClient connectFrom(String address) throws IOException {
    return certificate == null
        ? new RawClient(port(), address, null)
        : new RawClient(port(), address, certificate.clientContext());
  }

  int pending() {
    return requests.count();
  }

  @Override
  public void close() {
    server.close();
  }
}
