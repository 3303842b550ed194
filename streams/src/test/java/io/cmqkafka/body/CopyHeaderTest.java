package io.cmqkafka.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopyHeaderTest {

  @Test
  void whatIsWrittenIsRead() {
    CopyHeader source = new CopyHeader("AbC-_9/3/subsc-12345678", 41, 40);
    RecordHeaders headers = new RecordHeaders();
    source.addTo(headers);

    assertThat(CopyHeader.in(headers)).isEqualTo(source);
    assertThat(new String(headers.lastHeader("cmq-source").value(), UTF_8))
        .isEqualTo("AbC-_9/3/subsc-12345678:41:40");
  }

  @Test
  void theFirstCopyOfAWriterHasNoneBefore() {
    assertThat(in("x:0:-1")).isEqualTo(new CopyHeader("x", 0, -1));
  }

  @Test
  void aCopyOfAPublicationNamesIt() {
    assertThat(in("AbC/3/subsc-12345678:41:40").publicationsPartition()).hasValue(3);
    assertThat(in("AbC/3/17/subsc-12345678:41:40").publicationsPartition()).hasValue(3);
    assertThat(in("queue-12345678/3:41:40").publicationsPartition()).isEmpty();
  }

  @Test
  void aCopyOfAPublicationNamesItsSubscription() {
    RecordHeaders headers = new RecordHeaders();
    assertThat(CopyHeader.subscriptionId(headers)).isEmpty();
    new CopyHeader("queue-12345678/3", 41, 40).addTo(headers);
    assertThat(CopyHeader.subscriptionId(headers)).isEmpty();
    new CopyHeader("AbC/3/17/subsc-12345678", 41, 40).addTo(headers);
    assertThat(CopyHeader.subscriptionId(headers)).hasValue("subsc-12345678");
    assertThat(
            CopyHeader.subscriptionId(
                new RecordHeaders().add("cmq-source", "subsc-".getBytes(UTF_8))))
        .isEmpty();
  }

  @Test
  void whatTwoLeadersHaveWrittenAreTwoSources() {
    String before = CopyHeader.ofPublications("AbC", 3, 16, "subsc-12345678");
    String after = CopyHeader.ofPublications("AbC", 3, 17, "subsc-12345678");
    assertThat(before).isNotEqualTo(after);
    assertThat(new CopyHeader(after, 41, -1).publicationsPartition()).hasValue(3);
    assertThat(CopyHeader.ofPublications("AbC", 3, -1, "subsc-1")).isEqualTo("AbC/3/subsc-1");
    String longest =
        CopyHeader.ofPublications("A".repeat(22), 99_999, Integer.MAX_VALUE, "subsc-12345678");
    assertThat(in(longest + ":41:40").publicationsPartition()).hasValue(99_999);
  }

  @Test
  void noHeaderIsNoSourceAndNoGarbage() {
    assertThat(CopyHeader.in(new RecordHeaders())).isNull();
    assertThat(CopyHeader.isGarbage(new RecordHeaders())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "x:1",
        ":1:0",
        "x:-1:-1",
        "x:1:1",
        "x:1:2",
        "x:1:-2",
        "x:a:0",
        "x:1234567890123456789:0",
        "x:99999999999999999999999:0",
        "x\n:1:0",
        "x y:1:0",
        "é:1:0"
      })
  void whatMakesNoSenseIsGarbage(String value) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("cmq-source", value.getBytes(UTF_8));

    assertThat(CopyHeader.in(headers)).isNull();
    assertThat(CopyHeader.isGarbage(headers)).isTrue();
  }

  @Test
  void aSourceThatIsTooLongIsGarbage() {
    assertThat(in("x".repeat(80) + ":1:0")).isNotNull();
    assertThat(in("x".repeat(81) + ":1:0")).isNull();
    assertThat(in("x".repeat(1_000_000) + ":1:0")).isNull();
  }

  private static CopyHeader in(String value) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("cmq-source", value.getBytes(UTF_8));
    return CopyHeader.in(headers);
  }
}
