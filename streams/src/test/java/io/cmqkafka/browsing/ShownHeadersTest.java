package io.cmqkafka.browsing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class ShownHeadersTest {

  @Test
  void showsFewHeadersAsTheyAre() {
    Headers all = new RecordHeaders().add("a", "one".getBytes(UTF_8)).add("é", null);
    ShownHeaders shown = ShownHeaders.of(all);
    assertThat(shown.headers()).extracting(one -> one.key()).containsExactly("a", "é");
    assertThat(shown.headers().get(0).value()).asString(UTF_8).isEqualTo("one");
    assertThat(shown.headers().get(1).value()).isNull();
    assertThat(shown.areWhole()).isTrue();
    assertThat(shown.bytes()).isEqualTo(6);
  }

  @Test
  void cutsTheHeaderThatGoesBeyond16KiB_andLeavesOutTheRest() {
    Headers all = new RecordHeaders().add("a", new byte[16_000]).add("b", new byte[1 << 20]);
    all.add("c", new byte[1]);
    ShownHeaders shown = ShownHeaders.of(all);
    assertThat(shown.headers()).extracting(one -> one.key()).containsExactly("a", "b");
    assertThat(shown.headers().get(1).value()).hasSize(16_384 - 16_002);
    assertThat(shown.areWhole()).isFalse();
    assertThat(shown.bytes()).isEqualTo(16_384);
  }

  @Test
  void leavesOutAKeyThatIsTooLong() {
    Headers all = new RecordHeaders().add("a", new byte[10]).add("k".repeat(16_384), null);
    ShownHeaders shown = ShownHeaders.of(all);
    assertThat(shown.headers()).hasSize(1);
    assertThat(shown.areWhole()).isFalse();
    assertThat(shown.bytes()).isEqualTo(11);
  }

  @Test
  void shows100HeadersAtMost() {
    Headers all = new RecordHeaders();
    for (int i = 0; i < 100; i++) {
      all.add("a", null);
    }
    assertThat(ShownHeaders.of(all).areWhole()).isTrue();
    all.add("a", null);
    assertThat(ShownHeaders.of(all).headers()).hasSize(100);
    assertThat(ShownHeaders.of(all).areWhole()).isFalse();
  }
}
