package io.cmqkafka.facade.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleRoutesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "application/json;q=0.5, TEXT/HTML",
        "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"
      })
  void likesHtmlBest(String accept) {
    assertThat(ConsoleRoutes.likesHtmlBest(accept)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*/*",
        "application/json, text/html;q=0.9",
        "text/html;q=0",
        "text/html;q=x",
        ";",
        " , ;",
        "text/htmlx"
      })
  void likesSomethingElse(String accept) {
    assertThat(ConsoleRoutes.likesHtmlBest(accept)).isFalse();
  }

  @Test
  void withoutTheHeaderNothingIsLiked() {
    assertThat(ConsoleRoutes.likesHtmlBest(null)).isFalse();
    assertThat(ConsoleRoutes.takesGzip(null)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br, gzip;q=0.8", "GZIP ; q=1"})
  void takesGzip(String acceptEncoding) {
    assertThat(ConsoleRoutes.takesGzip(acceptEncoding)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "br", "gzip;q=0", "gzip; q=0.0", "notgzip", ";", "gzip;q=0, ;"})
  void takesNoGzip(String acceptEncoding) {
    assertThat(ConsoleRoutes.takesGzip(acceptEncoding)).isFalse();
  }

  /** Time that grows with the square of the length would be hours. */
  @Test
  @Timeout(60)
  void aLongHeaderIsReadOnce() {
    String blanks = " ".repeat(2_000_000);
    assertThat(ConsoleRoutes.likesHtmlBest("a" + blanks + "b")).isFalse();
    assertThat(ConsoleRoutes.takesGzip("a" + blanks + ";" + blanks + "b")).isFalse();
    assertThat(ConsoleRoutes.takesGzip(";".repeat(2_000_000))).isFalse();
  }
}
