package io.cmqkafka.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.cmqkafka.copy.Hole;
import io.cmqkafka.copy.SeenCopies;
import io.cmqkafka.queue.Entry;
import io.cmqkafka.queue.Header;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.Parked;
import io.cmqkafka.queue.Progress;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QueueStateCodecTest {

  static Stream<Entry> everyEntry() {
    return Stream.of(
        new Entry.InFlight(1, 2, 3, 4),
        new Entry.InFlight(Long.MAX_VALUE, Integer.MAX_VALUE, -1, 0),
        new Entry.InFlight(1, 2, 3, 4, true),
        new Entry.Ready(5, 6),
        new Entry.Deferred(7, 8, 9),
        new Entry.Dead(10),
        new Entry.Dead(11, "queue-b"),
        new Entry.Delayed(Long.MAX_VALUE),
        new Entry.Done(),
        new Entry.Gap(9),
        new Entry.Repeat(10));
  }

  @ParameterizedTest
  @MethodSource("everyEntry")
  void entriesComeBackAsTheyWere(Entry entry) {
    assertThat(QueueStateCodec.entry(QueueStateCodec.encode(entry))).isEqualTo(entry);
  }

  @Test
  void everyKindOfEntryIsTested() {
    assertThat(everyEntry().<Class<?>>map(Object::getClass))
        .contains(Entry.class.getPermittedSubclasses());
  }

  @Test
  void headersComeBackAsTheyWere() {
    Header header = new Header(1, 2, 3, 4, 5, 6, Long.MAX_VALUE);
    assertThat(QueueStateCodec.header(QueueStateCodec.encode(header))).isEqualTo(header);
  }

  @Test
  void parkedReceivesComeBackAsTheyWere() {
    for (String instance : new String[] {"", "a1b2", "\u4f8b\u5b50"}) {
      Parked parked = new Parked(1, new Origin(instance, 2), 3, 4, 5, 6, true, 7, Long.MAX_VALUE);
      assertThat(QueueStateCodec.parked(QueueStateCodec.encode(parked))).isEqualTo(parked);
    }
  }

  @Test
  void progressComesBackAsItWas() {
    Progress progress = new Progress(Long.MAX_VALUE, 7);
    assertThat(QueueStateCodec.progress(QueueStateCodec.encode(progress))).isEqualTo(progress);
  }

  @Test
  void whatWasSeenOfASourceComesBackAsItWas() {
    for (SeenCopies seen :
        List.of(
            new SeenCopies(0, 3, List.of()),
            new SeenCopies(
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                List.of(new Hole(0, 1), new Hole(7, Long.MAX_VALUE))))) {
      assertThat(QueueStateCodec.seen(QueueStateCodec.encode(seen))).isEqualTo(seen);
    }
  }

  /** As a store keeps them that was written before there were dead letters and retries first. */
  @Test
  void whatAnEarlierVersionWroteIsRead() {
    String header =
        "0000000000000001000000000000000200000000000000030000000000000004"
            + "00000000000000050000000000000006";
    assertThat(QueueStateCodec.header(bytes(header))).isEqualTo(new Header(1, 2, 3, 4, 5, 6, 0));
    String inFlight = "010000000000000001000000020000000000000003" + "0000000000000004";
    assertThat(QueueStateCodec.entry(bytes(inFlight)))
        .isEqualTo(new Entry.InFlight(1, 2, 3, 4, false));
    String parked =
        "00000000000000010000000000000002000000030000000000000004"
            + "0000000500000000000000067fffffffffffffff61316232";
    assertThat(QueueStateCodec.parked(bytes(parked)))
        .isEqualTo(new Parked(1, new Origin("a1b2", 2), 3, 4, 5, 0, false, 6, Long.MAX_VALUE));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  @Test
  void aKindOfALaterVersionIsNotGuessedAt() {
    assertThatIllegalStateException().isThrownBy(() -> QueueStateCodec.entry(new byte[] {99}));
  }
}
