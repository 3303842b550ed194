package io.cmqkafka.facade.classic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FormParserTest {

  @Test
  void aBlankIsAPlusOrPercent20() {
    assertThat(parsed("a=x+y%20z")).containsExactly("a=x y z");
  }

  @Test
  void hexDigitsAreUpperOrLowerCase() {
    assertThat(parsed("a=%e4%b8%AD&b=%2b%2B")).containsExactly("a=中", "b=++");
  }

  @Test
  void aMalformedPercentSequenceStandsForItself() {
    assertThat(parsed("a=%&b=%4&c=%zz&d=100%+&e=%%41"))
        .containsExactly("a=%", "b=%4", "c=%zz", "d=100% ", "e=%A");
  }

  @Test
  void aPercentSequenceDoesNotReachIntoTheNextParameter() {
    assertThat(parsed("a=%4&1=x")).containsExactly("a=%4", "1=x");
  }

  @Test
  void namesAndValuesMayBeEmptyAndEmptyPiecesAreNothing() {
    assertThat(parsed("&a=&&=v&b&=&")).containsExactly("a=", "=v", "b=", "=");
    assertThat(parsed("")).isEmpty();
  }

  @Test
  void onlyTheFirstEqualsSignDivides() {
    assertThat(parsed("Signature=abc==")).containsExactly("Signature=abc==");
  }

  @Test
  void namesAreDecodedAndKeepTheirBlanks() {
    assertThat(parsed("msgBody%2E1=a&offset+=0&%E4%B8%AD=x"))
        .containsExactly("msgBody.1=a", "offset =0", "中=x");
  }

  @Test
  void repeatedParametersKeepTheirOrder() {
    assertThat(parsed("a=2&b=0&a=1")).containsExactly("a=2", "b=0", "a=1");
  }

  @Test
  void valuesAreBytesNotText() {
    assertThat(FormParser.parse(bytes("a=%ff%00%fe")).get(0).value())
        .containsExactly(0xff, 0, 0xfe);
  }

  @Test
  void namesAndValuesCanStayEncoded() {
    List<Param> params = FormParser.parseEncoded(bytes("a%2Eb=x%20y+z"));
    assertThat(params).extracting(FormParserTest::text).containsExactly("a%2Eb=x%20y+z");
  }

  @Test
  void asManyParametersAsTheBoundPassAndNoMore() {
    String form = "a=1&".repeat(FormParser.MAX_PARAMS);
    assertThat(FormParser.parse(bytes(form))).hasSize(FormParser.MAX_PARAMS);
    assertCannotParse(bytes(form + "b=1"));
  }

  @Test
  void theBoundOnSizeCountsDecodedBytes() {
    String encoded = "%41".repeat(FormParser.MAX_DECODED_BYTES - 1);
    assertThat(FormParser.parse(bytes("a=" + encoded)).get(0).value())
        .hasSize(FormParser.MAX_DECODED_BYTES - 1);
    assertCannotParse(bytes("ab=" + encoded));
  }

  @Test
  void noBytesMakeItFail() {
    Random random = new Random(1);
    byte[] alphabet = bytes("%&=+a0F\0");
    for (int i = 0; i < 20_000; i++) {
      byte[] form = new byte[random.nextInt(12)];
      for (int j = 0; j < form.length; j++) {
        form[j] =
            random.nextInt(4) == 0
                ? (byte) random.nextInt()
                : alphabet[random.nextInt(alphabet.length)];
      }
      List<Param> params = FormParser.parse(form);
      assertThat(params.stream().mapToInt(p -> p.value().length).sum())
          .isLessThanOrEqualTo(form.length);
    }
  }

  private static void assertCannotParse(byte[] form) {
    assertThatThrownBy(() -> FormParser.parse(form))
        .isInstanceOfSatisfying(
            CmqException.class, e -> assertThat(e.error()).isEqualTo(CmqError.CANNOT_PARSE));
  }

  private static List<String> parsed(String form) {
    return FormParser.parse(bytes(form)).stream().map(FormParserTest::text).toList();
  }

  private static String text(Param param) {
    return param.name() + "=" + new String(param.value(), UTF_8);
  }

  private static byte[] bytes(String form) {
    return form.getBytes(ISO_8859_1);
  }
}
