package io.cmqkafka.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.testing.Fixtures;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CmqConfigTest {
  @Test
  void whatCopiesMayHoldFollowsWhatRequestsMay_withRoomForTheLargestAtLeast() {
    ProcessBounds bounds = Fixtures.config(Map.of()).bounds();
    assertThat(bounds.fanOutBufferBytes())
        .isBetween(4L << 20, Math.max(4L << 20, bounds.maxInflightBytes() / 4));
  }

  @Test
  void printsNoValueOfAClientProperty() {
    assertThat(Fixtures.config(Map.of("sasl.jaas.config", "password=secret")))
        .asString()
        .contains("sasl.jaas.config", "me")
        .doesNotContain("secret");
  }
}
