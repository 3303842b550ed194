package io.cmqkafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.TracePosition.Past;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracePositionTest {
  @Test
  void isWhatItWrote() {
    for (Optional<Past> past :
        List.of(
            Optional.<Past>empty(),
            Optional.of(Past.NOTHING),
            Optional.of(new Past(1_000, 7, 2_000, List.of(30_000L, 60_000L))))) {
      TracePosition position = new TracePosition(4_711, past);
      assertThat(TracePosition.parse(position.toString())).contains(position);
    }
    assertThat(new TracePosition(4_711, Optional.empty())).hasToString("4711");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "-1",
        "1:2",
        "1:2:3:4",
        "1:2:3:4:5:6",
        "1:2:3:4:,",
        "1:2:3:4:x",
        "99999999999999999999",
        "1:2:3:4:1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17"
      })
  void anyOtherTextIsNone(String text) {
    assertThat(TracePosition.parse(text)).isEmpty();
  }
}
