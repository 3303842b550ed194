package io.cmqkafka.facade.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRequestTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "//",
        "",
        "/v2/index.php",
        "/v2/index.php/",
        "//v2/index.php",
        "/v2//index.php",
        "/v2/index.php/v2/index.php",
        "/v2/index.php//v2/index.php"
      })
  void leadsToTheApi(String path) {
    assertThat(new HttpRequest("GET", "", path, new byte[0]).isApi()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2",
        "/index.php",
        "/v3/index.php",
        "/v2/index.php/v2",
        "/v2/index.phpx",
        "*",
        "/v2/index.php/v2/index.php/v2/index.php",
        "/V2/index.php",
        "/%76%32/index.php"
      })
  void leadsNowhere(String path) {
    assertThat(new HttpRequest("GET", "", path, new byte[0]).isApi()).isFalse();
  }
}
