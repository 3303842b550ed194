package io.cmqkafka.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.cmqkafka.queue.Entry;
import io.cmqkafka.queue.Header;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.Parked;
import io.cmqkafka.queue.Progress;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QueueStateCodecTest {

  static Stream<Entry> everyEntry() {
    return Stream.of(
        new Entry.InFlight(1, 2, 3, 4),
        new Entry.InFlight(Long.MAX_VALUE, Integer.MAX_VALUE, -1, 0),
        new Entry.Ready(5, 6),
        new Entry.Delayed(Long.MAX_VALUE),
        new Entry.Done(),
        new Entry.Gap(9));
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
    Header header = new Header(1, 2, 3, 4, 5, Long.MAX_VALUE);
    assertThat(QueueStateCodec.header(QueueStateCodec.encode(header))).isEqualTo(header);
  }

  @Test
  void parkedReceivesComeBackAsTheyWere() {
    for (String instance : new String[] {"", "a1b2", "\u4f8b\u5b50"}) {
      Parked parked = new Parked(1, new Origin(instance, 2), 3, 4, 5, 6, Long.MAX_VALUE);
      assertThat(QueueStateCodec.parked(QueueStateCodec.encode(parked))).isEqualTo(parked);
    }
  }

  @Test
  void progressComesBackAsItWas() {
    Progress progress = new Progress(Long.MAX_VALUE, 7);
    assertThat(QueueStateCodec.progress(QueueStateCodec.encode(progress))).isEqualTo(progress);
  }

  @Test
  void aKindOfALaterVersionIsNotGuessedAt() {
    assertThatIllegalStateException().isThrownBy(() -> QueueStateCodec.entry(new byte[] {99}));
  }
}
