package io.cmqkafka.numbers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cmqkafka.Measure;
import io.cmqkafka.malformed.MalformedRecordException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersJsonTest {
  private static final long[] POINT = Point.zeros();

  static {
    POINT[Measure.VISIBLE.ordinal()] = 3;
    POINT[Measure.OLDEST_VISIBLE.ordinal()] = 1_795_396_821_544L;
    POINT[Measure.REWINDABLE.ordinal()] = Measure.UNKNOWN;
  }

  @Test
  void aLookIsReadAsItWasWritten_andZerosAreLeftOut() throws MalformedRecordException {
    Told told = new Told(179539682, "me", new Told.Look(3, 17, 1, 2), Map.of("queue-a", POINT));
    byte[] written = NumbersJson.encode(told);
    assertThat(new String(written, UTF_8))
        .isEqualTo(
            "{\"time\":1795396830000,\"process\":\"me\",\"commandsPartition\":3,\"position\":17,"
                + "\"part\":1,\"parts\":2,\"numbers\":{\"queue-a\":{\"visible\":3,"
                + "\"rewindable\":-1,\"oldestVisible\":1795396821544}}}");
    assertSame(NumbersJson.decode(written), told);
  }

  @Test
  void countsAreReadAsTheyWereWritten_andUnknownNamesAreIgnored() throws MalformedRecordException {
    Told told = new Told(179539682, "me", null, Map.of("queue-a", POINT));
    assertSame(NumbersJson.decode(NumbersJson.encode(told)), told);
    Told newer =
        NumbersJson.decode(
            "{\"time\":1795396830000,\"process\":\"me\",\"x\":1,\"numbers\":{\"q\":{\"y\":2}}}"
                .getBytes(UTF_8));
    assertSame(newer, new Told(179539682, "me", null, Map.of("q", Point.ZERO)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "null",
        "{}",
        "{\"numbers\":{}}",
        "{\"time\":1,\"numbers\":{}}",
        "{\"time\":1,\"process\":\"me\",\"commandsPartition\":0,\"numbers\":{}}",
        "{\"time\":1,\"process\":\"me\",\"commandsPartition\":0,\"position\":1,\"part\":1,"
            + "\"parts\":1,\"numbers\":{}}"
      })
  void anythingElseIsNoNumbers(String text) {
    assertThatExceptionOfType(MalformedRecordException.class)
        .isThrownBy(() -> NumbersJson.decode(text.getBytes(UTF_8)));
  }

  @Test
  void noValueIsNoNumbers() {
    assertThatExceptionOfType(MalformedRecordException.class)
        .isThrownBy(() -> NumbersJson.decode(null));
  }

  private static void assertSame(Told told, Told as) {
    assertThat(told).usingRecursiveComparison().isEqualTo(as);
  }
}
