package io.cmqkafka.facade.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;

class PushHeadersTest {

  @Test
  void tagsAreJoinedAsCmqDoes() {
    assertThat(PushHeaders.joined(List.of("a", "b-c_1.!"))).isEqualTo("a, b-c_1.!");
    assertThat(PushHeaders.joined(List.of())).isEmpty();
  }

  @Test
  void noTagEndsTheHeader() {
    assertThat(PushHeaders.joined(List.of("a\r\nX-Evil: 1", "\u0000\t\u007f")))
        .isEqualTo("a%0D%0AX-Evil: 1, %00%09%7F");
  }

  @Test
  void otherScriptsArePercentEncoded_andSoIsThePercent() {
    assertThat(PushHeaders.joined(List.of("标", "ü", "50%", "😀")))
        .isEqualTo("%E6%A0%87, %C3%BC, 50%25, %F0%9F%98%80");
  }

  @Test
  void blanksAtTheEndsArePercentEncoded_sinceAHeaderLosesThem() {
    assertThat(PushHeaders.joined(List.of(" a", "b c "))).isEqualTo("%20a, b c%20");
    assertThat(PushHeaders.joined(List.of(" "))).isEqualTo("%20");
  }

  @Test
  void idsAreDecimal() {
    HttpFields.Mutable headers = HttpFields.build();
    PushHeaders.add(headers, Pushed.publication("x", "a", "b"), 42);
    assertThat(headers.get("x-cmq-request-id")).isEqualTo("42");
    assertThat(headers.get("x-cmq-message-id")).isEqualTo("281474976710663");
    assertThat(headers.get("x-cmq-message-tag")).isEqualTo("a, b");
  }
}
