package io.cmqkafka.facade.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.facade.bench.client.FakeCmq;
import io.cmqkafka.facade.http.connection.TestCertificate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run against a server with a certificate that it has signed itself. */
class BenchOverTlsTest {
  @TempDir static Path directory;
  private static TestCertificate ofThisHost;
  private static TestCertificate ofAnother;

  private final StringWriter err = new StringWriter();
  private FakeCmq fake;

  @BeforeAll
  static void make() throws IOException, GeneralSecurityException {
    ofThisHost = certificate("this", "127.0.0.1");
    ofAnother = certificate("another", "elsewhere.example");
  }

  private static TestCertificate certificate(String name, String host)
      throws IOException, GeneralSecurityException {
    return TestCertificate.make(directory.resolve(name), name, TestCertificate.Kind.EC_256, host);
  }

  @BeforeEach
  void start() throws IOException, GeneralSecurityException {
    fake = FakeCmq.secured(ofThisHost.serverContext());
  }

  @AfterEach
  void stop() {
    fake.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cycle", "publish --rate 500"})
  void aServerWhoseCertificateIsNamedIsLoaded(String workload) {
    assertThat(bench(workload, "--ca", ofThisHost.certificateFile().toString()))
        .as(err.toString())
        .isZero();
    assertThat(fake.deletedQueues()).isNotEmpty();
  }

  @Test
  void whoeverAnswersIsLoadedInsecurely() {
    assertThat(bench("cycle", "--insecure")).as(err.toString()).isZero();
  }

  @Test
  void aServerThatNobodyTrustsIsNot() {
    assertThat(bench("cycle")).isEqualTo(2);
    assertThat(err.toString()).contains("cannot be used: ", "--ca FILE").doesNotContain("\tat ");
    assertThat(bench("cycle", "--ca", ofAnother.certificateFile().toString())).isEqualTo(2);
  }

  @Test
  void aCertificateOfAnotherHostIsNotEnough_unlessInsecurely() throws Exception {
    fake.close();
    fake = FakeCmq.secured(ofAnother.serverContext());
    assertThat(bench("cycle", "--ca", ofAnother.certificateFile().toString())).isEqualTo(2);
    assertThat(bench("cycle", "--insecure")).as(err.toString()).isZero();
  }

  @Test
  void aFileWithoutCertificatesIsASentence() throws IOException {
    Path file = Files.writeString(directory.resolve("no.pem"), "no certificate");
    assertThat(bench("cycle", "--ca", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("no.pem (--ca)").doesNotContain("\tat ");
    assertThat(bench("cycle", "--ca", directory.resolve("not-there").toString())).isEqualTo(2);
    assertThat(bench("cycle", "--insecure", "--ca", file.toString())).isEqualTo(2);
  }

  private int bench(String workload, String... more) {
    List<String> arguments = new ArrayList<>(List.of(workload.split(" ")));
    arguments.addAll(
        List.of(
            "--endpoint=" + fake.url(),
            "--connections=4",
            "--duration=300ms",
            "--warm-up=50ms",
            "--quiet-time=20s"));
    arguments.addAll(List.of(more));
    return BenchCommand.create(
            Map.of(
                "CMQ_SECRET_ID",
                FakeCmq.CREDENTIALS.secretId(),
                "CMQ_SECRET_KEY",
                FakeCmq.CREDENTIALS.secretKey()))
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(new PrintWriter(err))
        .execute(arguments.toArray(String[]::new));
  }
}
