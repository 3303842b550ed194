package io.cmqkafka.facade.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import io.javalin.http.HandlerType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiRoutesTest {
  private final Javalin javalin =
      Javalin.create(
          config -> {
            config.startup.startupWatcherEnabled = false;
            new ApiRoutes(null, null).addTo(config);
          });

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "//",
        "/v2/index.php",
        "/v2/index.php/",
        "//v2/index.php",
        "/v2//index.php",
        "/v2/index.php/v2/index.php",
        "/v2/index.php//v2/index.php"
      })
  void leadsToTheApi(String path) {
    assertThat(isRoute(HandlerType.GET, path)).isTrue();
    assertThat(isRoute(HandlerType.POST, path)).isTrue();
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
        "/%76%32/index.php",
        "/-"
      })
  void leadsNowhere(String path) {
    assertThat(isRoute(HandlerType.GET, path)).isFalse();
    assertThat(isRoute(HandlerType.POST, path)).isFalse();
  }

  private boolean isRoute(HandlerType method, String path) {
    return javalin.unsafe.internalRouter.findFirstHttpHandlerEntry(method, path) != null;
  }
}
