package io.cmqkafka.facade.http.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemKeyPairTest {
  @TempDir static Path shared;
  private static TestCertificate made;
  private static TestCertificate other;

  @TempDir Path directory;

  @BeforeAll
  static void make() throws IOException, GeneralSecurityException {
    made = TestCertificate.make(shared.resolve("a"), "a");
    other = TestCertificate.make(shared.resolve("b"), "b");
  }

  @ParameterizedTest
  @EnumSource
  void aCertificateAndItsKeyAreRead(TestCertificate.Kind kind) throws Exception {
    TestCertificate one = TestCertificate.make(directory, "one", kind);
    PemKeyPair pair = PemKeyPair.read(one.certificateFile(), one.keyFile());
    assertThat(pair.chain()).containsExactly(one.certificate());
    assertThat(pair.toKeyStore().getCertificateChain("http")).containsExactly(one.certificate());
    assertThat(pair).hasToString("PemKeyPair[CN=one]");
    assertThatThrownBy(() -> PemKeyPair.read(made.certificateFile(), one.keyFile()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(one.keyFile().toString());
  }

  @Test
  void oneFileMayHoldBothAndAChainAndTextBetween() throws Exception {
    Path both =
        Files.writeString(
            directory.resolve("both"),
            "Bag Attributes\n"
                + made.keyPem()
                + "subject=CN = a\r\n"
                + made.certificatePem().replace("\n", "\r\n")
                + other.certificatePem());
    assertThat(PemKeyPair.read(both, both).chain())
        .containsExactly(made.certificate(), other.certificate());
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() {
    assertThatThrownBy(() -> PemKeyPair.read(made.certificateFile(), other.keyFile()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(other.keyFile() + " is not that of the first certificate");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hush",
        "-----BEGIN PRIVATE KEY-----\nhush\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nh*u!s_h\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nhushhush\n",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nhush\n-----END ENCRYPTED PRIVATE KEY-----\n",
        "-----BEGIN RSA PRIVATE KEY-----\nhush\n-----END RSA PRIVATE KEY-----\n"
      })
  void whatIsNoKeyIsRefusedAndNotQuoted(String text) throws Exception {
    Path key = Files.writeString(directory.resolve("key"), text);
    assertThatThrownBy(() -> PemKeyPair.read(made.certificateFile(), key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(key.toString())
        .hasMessageNotContaining("hush");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
  void whatIsNoCertificateIsRefused(String text) throws IOException {
    Path certificate = Files.writeString(directory.resolve("certificate"), text);
    assertThatThrownBy(() -> PemKeyPair.read(certificate, made.keyFile()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(certificate.toString());
  }

  @Test
  void aFileThatIsNotThereIsSaid() {
    assertThatThrownBy(() -> PemKeyPair.read(directory.resolve("no"), directory.resolve("no")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
