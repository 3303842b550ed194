package io.cmqkafka.facade.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.facade.Main;
import io.cmqkafka.facade.ServerJvm;
import io.cmqkafka.facade.classic.SignedForms;
import io.cmqkafka.facade.http.connection.TestCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The program in a process of its own, with debugging on and everything logged that is of level
 * INFO. Every secret has the word {@value #HUSH} in it, and so has what clients send; it must stand
 * nowhere that others can read.
 */
@Execution(ExecutionMode.CONCURRENT)
class SecretsIT {
  private static final String HUSH = "HUSH";
  private static final Pattern READY = Pattern.compile("cmq-kafka ready: http=127.0.0.1:(\\d+) .*");
  private static final Pattern LOG_LINE =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\S+ (INFO |WARN |ERROR) \\[.*");
  private static final Pattern MANAGEMENT = Pattern.compile("health and metrics on (http://\\S+)");

  @TempDir Path directory;
  private Path out;
  private Path err;
  private Path logging;
  private Process process;

  @BeforeEach
  void prepare() throws IOException {
    out = directory.resolve("out");
    err = directory.resolve("err");
    String own =
        new String(SecretsIT.class.getResourceAsStream("/logback.xml").readAllBytes(), UTF_8);
    logging =
        Files.writeString(
            directory.resolve("logback.xml"),
            own.replaceAll("<logger name=\"(org.apache.)?kafka[^>]*/>", "")
                .replace("\"WARN\"", "\"INFO\""));
  }

  @AfterEach
  void stop() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Test
  void aServerTellsNoSecretAndWritesNoLineOfItsClients() throws Exception {
    TestCertificate certificate = TestCertificate.make(directory.resolve("tls"), "secrets");
    Path credentials =
        Files.writeString(
            directory.resolve("credentials"), "AKIDfile=HUSHfile\nallow receive on queues q\n");
    Path config =
        Files.writeString(
            directory.resolve("config"),
            "credentials.file="
                + credentials
                + "\nhttp.tls.certificate="
                + certificate.certificateFile()
                + "\nhttp.tls.key="
                + certificate.keyFile()
                + "\nkafka.interceptor.password=HUSHproperty\n");
    start(
        Map.of("CMQ_SECRET_ID", "AKIDenv", "CMQ_SECRET_KEY", "HUSHenv"),
        "--config",
        config.toString(),
        "--http",
        "127.0.0.1:0",
        "--management",
        "127.0.0.1:0",
        "--data-dir",
        directory.resolve("data").toString(),
        "-D",
        "embedded.kafka.port=0");
    await().until(() -> !process.isAlive() || READY.matcher(text(out)).find());
    int port = Integer.parseInt(find(READY, out));

    try (RawClient client = new RawClient(port, certificate.clientContext())) {
      SignedForms admin = new SignedForms("127.0.0.1:" + port, "AKIDenv", "HUSHenv");
      SignedForms reader = new SignedForms("127.0.0.1:" + port, "AKIDfile", "HUSHfile");
      SignedForms forger = new SignedForms("127.0.0.1:" + port, "AKIDenv", "HUSHguessed");
      SignedForms stranger = new SignedForms("127.0.0.1:" + port, "AKIDHUSH", "HUSHx");
      assertCode(client, admin.post("CreateQueue", "queueName", "q"), 0);
      assertCode(client, admin.post("SendMessage", "queueName", "q", "msgBody", "HUSHbody"), 0);
      RawClient.Response received =
          client
              .post(reader.post("ReceiveMessage", "queueName", "q", "pollingWaitSeconds", "10"))
              .read();
      assertThat(received.json().get("msgBody").textValue()).isEqualTo("HUSHbody");
      assertCode(client, reader.post("SendMessage", "queueName", "q", "msgBody", "HUSHbody"), 4000);
      assertCode(client, forger.post("SendMessage", "queueName", "q", "msgBody", "HUSHbody"), 4100);
      assertCode(client, stranger.post("ListQueue"), 4100);
      String injected = "\r\n2026-01-01T00:00:00Z ERROR HUSH \u001b[2J\u2028\u0085";
      for (String name : List.of("queueName", "deadLetterPolicy", "Region", "HUSH" + injected)) {
        client.post(admin.post("CreateQueue", name, injected)).read();
      }
      assertCode(client, admin.post("HUSH" + injected), 4000);
      assertCode(client, admin.post("ListQueue").replace("Action=", "Action=%0d%0aHUSH"), 4000);
      client.get("/HUSH%0d%0aHUSH").read();
    }
    for (String garbage :
        List.of(
            "GET / HTTP/1.1\r\nHost: HUSH\r\nHost: HUSH2\r\n\r\n",
            "HUSH\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: HUSH\r\nContent-Length: HUSH\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: H\u001b[2JUSH\r\n\r\n")) {
      try (RawClient client = new RawClient(port, certificate.clientContext())) {
        client.send(garbage).read();
      }
      try (RawClient plain = new RawClient(port)) {
        plain.send(garbage);
        plain.socket().shutdownOutput();
        readToItsEnd(plain);
      }
    }
    Files.writeString(certificate.keyFile(), "HUSHkey");
    Files.writeString(credentials, "AKIDfile=HUSHfile\nHUSHline\n");
    await()
        .until(
            () -> {
              try (RawClient client = new RawClient(port, certificate.clientContext())) {
                client.post("Action=ListQueue&SecretId=a&Timestamp=1&Nonce=1&Signature=1").read();
              }
              return text(err).contains("credentials:2") && text(err).contains("tls.key");
            });
    String management = find(MANAGEMENT, err);
    assertThat(get(management + "/metrics")).contains("cmq_requests").doesNotContain(HUSH);
    assertThat(get(management + "/health")).contains("up").doesNotContain(HUSH);
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertNothingIsTold();
    assertThat(text(err).lines().filter(line -> !LOG_LINE.matcher(line).matches())).isEmpty();
    assertThat(text(err)).doesNotContain("\u001b", "\n2026-01-01");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CMQ_KAFKA_SASL_JAAS_CONFIG=org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " username=\"x\" password=\"HUSH",
        "CMQ_KAFKA_SASL_JAAS_CONFIG=HUSH",
        "CMQ_KAFKA_SSL_KEYSTORE_KEY=HUSH",
        "CMQ_KAFKA_SSL_KEYSTORE_PASSWORD=HUSH",
        "CMQ_SECRET_KEY=HUSH",
        "CMQ_MAX_QUEUES=1 -Dsecret.key=HUSH",
        "CMQ_MAX_QUEUES=1 -Dkafka.ssl.key.password=HUSH",
      })
  void aStartThatFailsTellsNoSecret(String setting) throws Exception {
    String[] words = setting.split(" (?=-D)");
    String[] variable = words[0].split("=", 2);
    start(
        Map.of(
            variable[0],
            variable[1],
            "CMQ_KAFKA_SECURITY_PROTOCOL",
            "SASL_SSL",
            "CMQ_KAFKA_SASL_MECHANISM",
            "PLAIN",
            "CMQ_KAFKA_SSL_KEYSTORE_TYPE",
            "PEM"),
        words.length > 1
            ? new String[] {"--bootstrap-servers", "127.0.0.1:1", words[1]}
            : new String[] {"--bootstrap-servers", "127.0.0.1:1"});
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isNotZero();
    assertThat(text(err)).contains("cmq-kafka: ");
    assertThat(text(out) + text(err)).doesNotContain(HUSH);
  }

  private void start(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = ServerJvm.start();
    command.addAll(
        List.of(
            "-Xmx384m", "-Dlogback.configurationFile=" + logging, Main.class.getName(), "serve"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("CMQ_"));
    builder.environment().putAll(environment);
    builder.environment().put("CMQ_DEBUG", "1");
    process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    if (!List.of(arguments).toString().contains(HUSH)) {
      assertThat(process.info().commandLine().orElse("")).doesNotContain(HUSH);
    }
  }

  private void assertNothingIsTold() throws IOException {
    assertThat(text(out)).doesNotContain(HUSH);
    assertThat(text(err).lines().filter(line -> line.contains(HUSH))).isEmpty();
  }

  private static void assertCode(RawClient client, String form, int code) throws IOException {
    RawClient.Response response = client.post(form).read();
    assertThat(response.code()).as(response.body()).isEqualTo(code);
  }

  private static void readToItsEnd(RawClient client) {
    try {
      while (!client.isClosedByServer()) {
        // Whatever comes is not HTTP.
      }
    } catch (IOException e) {
      // Reset, which is an end as well.
    }
  }

  private static String get(String url) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private String find(Pattern pattern, Path file) throws IOException {
    Matcher matcher = pattern.matcher(text(file));
    assertThat(matcher.find()).as(text(out) + text(err)).isTrue();
    return matcher.group(1);
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, UTF_8);
  }

  private static ConditionFactory await() {
    return Awaitility.await().pollInterval(Duration.ofMillis(200)).atMost(Duration.ofSeconds(90));
  }
}
