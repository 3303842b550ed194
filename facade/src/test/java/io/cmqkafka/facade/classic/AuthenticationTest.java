package io.cmqkafka.facade.classic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cmqkafka.facade.auth.CallerSecret;
import io.cmqkafka.facade.auth.Credentials;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthenticationTest {
  private static final long NOW = 1_795_353_443L;
  private static final CallerSecret PAIR = new CallerSecret("AKIDtest", "key");
  private final SignedForms forms = new SignedForms("h", PAIR.secretId(), PAIR.secretKey());
  private final Authentication authentication =
      new Authentication(
          Credentials.of(PAIR),
          Duration.ofSeconds(300),
          Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC));

  @ParameterizedTest
  @CsvSource({"0", "300", "-300"})
  void aTimestampWithinTheToleranceIsGood(long away) {
    check(forms.post("A", "Timestamp", Long.toString(NOW + away)));
  }

  @ParameterizedTest
  @CsvSource({"301", "-301", "9223372034000000000"})
  void aTimestampFartherAwayIsRefusedWithItsDistance(long away) {
    assertThatThrownBy(() -> check(forms.post("A", "Timestamp", Long.toString(NOW + away))))
        .isInstanceOfSatisfying(CmqException.class, e -> assertThat(e.code()).isEqualTo(4100))
        .hasMessage(
            "(10030)authentication failed, Timestamp is %d s away from this server's time",
            Math.abs(away));
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "9223372036854775807", "00012"})
  void anyDecimalIsANonceAndMayComeAgain(String nonce) {
    String form = forms.post("A", "Timestamp", "" + NOW, "Nonce", nonce);
    check(form);
    check(form);
  }

  @ParameterizedTest
  @CsvSource({
    "Nonce, -1, WRONG_TYPE",
    "Nonce, x, WRONG_TYPE",
    "Nonce, 9223372036854775808, WRONG_TYPE",
    "Nonce, '', LACK_OF_PARAMETER",
    "Timestamp, 1.5, WRONG_TYPE",
    "Timestamp, '', LACK_OF_PARAMETER",
    "Timestamp, 99999999999999999999, WRONG_TYPE",
    "SecretId, '', LACK_OF_PARAMETER",
    "SecretId, AKIDother, SECRET_ID_UNKNOWN",
    "SecretId, other, SECRET_ID_PREFIX"
  })
  void garbageIsNamed(String name, String value, CmqError error) {
    assertRefused(forms.post("A", "Timestamp", "" + NOW, name, value), error);
  }

  @ParameterizedTest
  @CsvSource({"Nonce", "Timestamp", "SecretId", "Signature"})
  void whatIsMissingIsNamed(String name) {
    String form = forms.post("A", "Timestamp", "" + NOW);
    assertRefused(form.replaceAll("&" + name + "=[^&]*", ""), CmqError.LACK_OF_PARAMETER);
  }

  @ParameterizedTest
  @CsvSource({"Nonce", "Timestamp", "SecretId", "Signature", "Action"})
  void aCommonParameterStandsOnce(String name) {
    assertRefused(
        forms.post("A", "Timestamp", "" + NOW) + "&" + name + "=1", CmqError.NOT_REPEATABLE);
  }

  @Test
  void aWrongSignatureIsRefused() {
    SignedForms others = new SignedForms("h", PAIR.secretId(), "another key");
    assertRefused(others.post("A", "Timestamp", "" + NOW), CmqError.AUTHENTICATION_FAILED);
  }

  private void assertRefused(String form, CmqError error) {
    assertThatThrownBy(() -> check(form))
        .isInstanceOfSatisfying(CmqException.class, e -> assertThat(e.error()).isEqualTo(error));
  }

  private void check(String form) {
    SignedRequest request = new SignedRequest("POST", "h", "/v2/index.php", form.getBytes(UTF_8));
    List<Param> params = FormParser.parse(request.form());
    authentication.check(request, CommonParams.of(params), params);
  }
}
