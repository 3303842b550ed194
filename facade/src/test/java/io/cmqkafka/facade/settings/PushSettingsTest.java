package io.cmqkafka.facade.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cmqkafka.facade.exit.ExitCode;
import io.cmqkafka.facade.exit.StartException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PushSettingsTest {

  @Test
  void aTargetThatCannotBeUnderstoodIsNamed() {
    Map<String, String> settings = Map.of("push.deny", "10.0.0.0/8, http://a.example.com");
    assertThatThrownBy(() -> Settings.of(settings))
        .isInstanceOfSatisfying(
            StartException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("push.deny")
        .hasMessageContaining("http://a.example.com");
  }

  @Test
  void everythingIsAllowedWithTheEmbeddedBrokerOnly() {
    Settings cluster = Settings.of(Map.of("bootstrap.servers", "a:1"));
    assertThat(Settings.defaults().push().targets().mayAdmit("10.0.0.1")).isTrue();
    assertThat(cluster.push().targets().mayAdmit("10.0.0.1")).isFalse();
    assertThat(cluster.push().targets().mayAdmit("example.com")).isTrue();
  }
}
