package io.cmqkafka.facade.classic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParamsTest {

  @Test
  void names_areFoundWithoutTheBlanksAroundThem() {
    assertThat(params("offset =7").number("offset")).contains(7L);
    assertThat(params(" subscriptionName =s").required("subscriptionName")).isEqualTo("s");
  }

  @Test
  void names_keepTheirCase() {
    assertThat(params("QueueName=q").optional("queueName")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=1&a=2", "a=1&a=1", "a=1&a =2", "a=&a=", "a.1=1", "a=1&a.0=2"})
  void repeatedScalar_isRefused_onceItIsLookedUp(String sent) {
    Params params = params(sent);
    refused("(10330)parameter a is NOT a repeatable parameter", () -> params.required("a"));
    refused("(10330)parameter a is NOT a repeatable parameter", () -> params.optional("a"));
    refused("(10330)parameter a is NOT a repeatable parameter", () -> params.number("a"));
    refused("(10330)parameter a is NOT a repeatable parameter", () -> params.bytes("a"));
    assertThat(params.optional("b")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"b=1", "a=", "a=   "})
  void blankValue_isAsGoodAsNone(String sent) {
    Params params = params(sent);
    assertThat(params.optional("a")).isEmpty();
    assertThat(params.number("a")).isEmpty();
    assertThat(params.seconds("a", 5, 6)).isEmpty();
    refused("(10390)lacked of required parameter a", () -> params.required("a"));
    refused("(10390)lacked of required parameter a", () -> params.requiredInteger("a", 0, 1));
  }

  @Test
  void values_keepTheirBlanks() {
    assertThat(params("a= x ").required("a")).isEqualTo(" x ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "1.0", "0x1", "1e3", "--1", "-", "1 2", "１２", "NaN", "1_000"})
  void notAWholeNumber_isOfTheWrongType(String value) {
    Params params = params("a=" + value);
    refused("(10360)parameter a error type", () -> params.number("a"));
    refused("(10360)parameter a error type", () -> params.integer("a", 0, 9));
  }

  @Test
  void numbers_areReadInTheirRange() {
    assertThat(params("a=1").integer("a", 1, 16)).contains(1);
    assertThat(params("a=016").integer("a", 1, 16)).contains(16);
    assertThat(params("a=-5").number("a")).contains(-5L);
    assertThat(params("a= 5 ").number("a")).contains(5L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "17",
        "-1",
        "4294967297",
        "9223372036854775808",
        "18446744073709551617",
        "-18446744073709551615",
        "100000000000000000000000000000000000001"
      })
  void numbersOutsideTheirRange_areRefused_withoutOverflow(String value) {
    refused(
        "(10350)parameter a value or length is out of range",
        () -> params("a=" + value).integer("a", 1, 16));
  }

  @Test
  void numbersTooLargeForALong_becomeTheNearest() {
    assertThat(params("a=" + "9".repeat(40)).number("a")).contains(Long.MAX_VALUE);
    assertThat(params("a=-" + "9".repeat(40)).number("a")).contains(Long.MIN_VALUE);
  }

  @Test
  void bytes_comeAsTheyWereSent() {
    byte[] body = {(byte) 0xFF, 0, 'x'};
    Params params = new Params(List.of(new Param("a", body), new Param("b", new byte[0])));
    assertThat(params.bytes("a")).isEqualTo(body);
    assertThat(params.bytes("b")).isEmpty();
    refused("(10390)lacked of required parameter c", () -> params.bytes("c"));
  }

  @Test
  void arrays_beginAtZeroOrOne() {
    assertThat(params("a.0=x&a.1=y").indexed("a", 16)).containsExactly("x", "y");
    assertThat(params("a.1=x&a.2=y").indexed("a", 16)).containsExactly("x", "y");
    assertThat(params("a.0=x").indexed("a", 16)).containsExactly("x");
    assertThat(params("a.1= &a.2 =").indexed("a", 16)).containsExactly(" ", "");
  }

  @Test
  void arrays_areInNumericOrder() {
    assertThat(
            params("a.10=10&a.2=2&a.1=1&a.9=9&a.3=3&a.4=4&a.5=5&a.6=6&a.7=7&a.8=8")
                .indexed("a", 16))
        .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.2=x", "a.1=x&a.3=y", "a.0=x&a.2=y", "a.0=x&a.999999999=y"})
  void arraysWithGaps_areRefused(String sent) {
    refused("(10380)a parameter is not consequent", () -> params(sent).indexed("a", 16));
  }

  @ParameterizedTest
  @ValueSource(strings = {"b=1", "a.x=1", "a.=1", "a.-1=1", "a.1=1&a.2=2&a.3=3"})
  void arraysThatAreEmptyOrTooLong_areRefused(String sent) {
    refused(
        "(10370)a parameter batch size is out of range", () -> params(sent).indexedBytes("a", 2));
  }

  @Test
  void arrayElements_comeOnce() {
    refused(
        "(10330)parameter a.1 is NOT a repeatable parameter",
        () -> params("a.1=x&a.1=y").indexed("a", 16));
    refused(
        "(10330)parameter a.01 is NOT a repeatable parameter",
        () -> params("a.0=w&a.1=x&a.01=y").indexed("a", 16));
  }

  @Test
  void arraysWithABadName_areRefused() {
    refused(
        "(10310)error: parameter a key format error, its elements are a.1, a.2 and so on",
        () -> params("a=x").indexed("a", 16));
    refused(
        "(10310)error: parameter a key format error, its elements are a.1, a.2 and so on",
        () -> params("a=x&a.1=y").indexed("a", 16));
    refused(
        "(10310)error: parameter a.18446744073709551616 key format error",
        () -> params("a.18446744073709551616=x").indexed("a", 16));
    refused(
        "(10310)error: parameter a.18446744073709551617 key format error",
        () -> params("a.0=w&a.18446744073709551617=x").indexed("a", 16));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.1=x&a.2=y",
        "a.0=x&a.1=y",
        "a.2=y&a.1=x",
        "a1=x&a2=y",
        "a0=x&a1=y",
        "a2=y&a1 =x",
        "typo.1=x&typo.2=y",
        "Typo.0=x&Typo.1=y",
        "a.1=x&typo.2=y",
        "a.1=x&a.2= &a.3=y",
        "a=&a.1=x&a.2=y",
        "a.1=x&a.2=y&ab.3=z&a.b.3=z&ab3=z&a3b=z&a.3b=z"
      })
  void texts_areFoundHoweverClientsWriteThem(String sent) {
    assertThat(params(sent).texts("a", "typo", "Typo")).containsExactly("x", "y");
  }

  @ParameterizedTest
  @ValueSource(strings = {"b=1", "a=", "a= ", "a.1=", "a1= ", "a.0=&a.1=", "ab=1", "a.x=1"})
  void texts_mayBeNone(String sent) {
    assertThat(params(sent).texts("a")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a=x                    | (10310)error: parameter a key format error, its elements are a.1, a.2 and so on
          a=x&a.1=y              | (10310)error: parameter a key format error, its elements are a.1, a.2 and so on
          a=&a=                  | (10330)parameter a is NOT a repeatable parameter
          a.1=x&a.1=y            | (10330)parameter a.1 is NOT a repeatable parameter
          a.1=x&typo.1=y         | (10330)parameter typo.1 is NOT a repeatable parameter
          a1=x&a1=y              | (10330)parameter a1 is NOT a repeatable parameter
          a1=x&a01=y             | (10330)
          a.2=x                  | (10380)a parameter is not consequent
          a.1=x&a.3=y            | (10380)a parameter is not consequent
          a1=x&a3=y              | (10380)a parameter is not consequent
          a18446744073709551617=x | (10310)error: parameter a18446744073709551617 key format error
          """)
  void texts_areRefused(String sent, String message) {
    assertThatExceptionOfType(CmqException.class)
        .isThrownBy(() -> params(sent).texts("a", "typo"))
        .withMessageStartingWith(message);
  }

  @Test
  void orEmpty_tellsEmptyFromNotThere() {
    assertThat(params("a=").orEmpty("a")).contains("");
    assertThat(params("a= ").orEmpty("a")).contains("");
    assertThat(params("a= x").orEmpty("a")).contains(" x");
    assertThat(params("b=").orEmpty("a")).isEmpty();
    refused("(10330)parameter a is NOT a repeatable parameter", () -> params("a=&a=").orEmpty("a"));
  }

  private static void refused(String message, ThrowingCallable lookup) {
    assertThatExceptionOfType(CmqException.class)
        .isThrownBy(lookup)
        .withMessage(message)
        .matches(e -> e.code() == 4000);
  }

  private static Params params(String sent) {
    return new Params(
        Arrays.stream(sent.split("&"))
            .map(pair -> pair.split("=", 2))
            .map(pair -> new Param(pair[0], pair[1].getBytes(UTF_8)))
            .toList());
  }
}
