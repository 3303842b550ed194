package io.cmqkafka.facade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cmqkafka.facade.cli.ExitCode;
import io.cmqkafka.facade.cli.Settings;
import io.cmqkafka.facade.cli.StartException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpPushersTest {

  @Test
  void aTargetThatCannotBeUnderstoodIsNamed() {
    Settings settings = Settings.of(Map.of("push.deny", "10.0.0.0/8, http://a.example.com"));
    assertThatThrownBy(() -> HttpPushers.targets(settings))
        .isInstanceOfSatisfying(
            StartException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("push.deny")
        .hasMessageContaining("http://a.example.com");
  }

  @Test
  void everythingIsAllowedWithTheEmbeddedBrokerOnly() {
    assertThat(Settings.defaults().pushAllow()).isEqualTo(List.of("*"));
    assertThat(Settings.of(Map.of("bootstrap.servers", "a:1")).pushAllow())
        .isEqualTo(List.of("public"));
  }
}
