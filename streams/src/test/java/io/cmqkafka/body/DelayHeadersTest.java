package io.cmqkafka.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DelayHeadersTest {
  private static final long NOW = 1_700_000_000_000L;

  @Test
  void aDelayCountsFromTheAppend_whateverTheSendersClockSaid() {
    Headers headers = DelayHeaders.of(5_000, 17);
    assertThat(DelayHeaders.due(headers, NOW)).isEqualTo(NOW + 5_000);
    assertThat(new String(headers.lastHeader(DelayHeaders.DELIVER_AT).value(), UTF_8))
        .isEqualTo("5017");
  }

  @Test
  void noDelay_noHeaders() {
    assertThat(DelayHeaders.of(0, NOW)).isEmpty();
    assertThat(DelayHeaders.due(new RecordHeaders(), NOW)).isZero();
  }

  @Test
  void aPointInTimeAloneIsTakenAsItIs() {
    assertThat(DelayHeaders.due(header(DelayHeaders.DELIVER_AT, "1700000000001"), NOW))
        .isEqualTo(NOW + 1);
  }

  @Test
  void theLastOfSeveralCounts() {
    Headers headers = header(DelayHeaders.DELAY_MS, "1");
    headers.add(DelayHeaders.DELAY_MS, "2".getBytes(UTF_8));
    assertThat(DelayHeaders.due(headers, NOW)).isEqualTo(NOW + 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-1",
        "+1",
        "1.0",
        "1e3",
        "0x10",
        " 1",
        "1 ",
        "1\n",
        "9223372036854775807",
        "9223372036854775808",
        "99999999999999999999999999",
        "\u0661\u0662",
        "null",
      })
  void garbageIsNoDelay(String value) {
    assertThat(DelayHeaders.due(header(DelayHeaders.DELAY_MS, value), NOW)).isZero();
    assertThat(DelayHeaders.due(header(DelayHeaders.DELIVER_AT, value), NOW)).isZero();
  }

  @Test
  void noValueIsNoDelay() {
    Headers headers = new RecordHeaders();
    headers.add(DelayHeaders.DELAY_MS, null);
    headers.add(DelayHeaders.DELIVER_AT, null);
    assertThat(DelayHeaders.due(headers, NOW)).isZero();
  }

  @Test
  void theLargestNumberDoesNotOverflow() {
    assertThat(DelayHeaders.due(header(DelayHeaders.DELAY_MS, "9".repeat(18)), NOW))
        .isGreaterThan(NOW);
  }

  @Test
  void anyBytesAreADelayOrNone() {
    Random random = new Random(5);
    for (int round = 0; round < 100_000; round++) {
      byte[] value = new byte[random.nextInt(24)];
      random.nextBytes(value);
      Headers headers = new RecordHeaders();
      headers.add(DelayHeaders.DELAY_MS, value);
      headers.add(DelayHeaders.DELIVER_AT, value);
      assertThat(DelayHeaders.due(headers, NOW)).isNotNegative();
    }
  }

  private static Headers header(String key, String value) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(key, value.getBytes(UTF_8));
    return headers;
  }
}
