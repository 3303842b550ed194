package io.cmqkafka.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.copy.Hole;
import io.cmqkafka.copy.SeenCopies;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What every {@link ShardStore} does. */
public abstract class ShardStoreContract {
  private static final QueuePartition FIRST = new QueuePartition("queue-a", 0);
  private static final QueuePartition SECOND = new QueuePartition("queue-a", 1);
  private static final QueuePartition OTHER = new QueuePartition("queue-ab", 0);
  private static final Header HEADER = new Header(1, 2, 3, 4, 5, 6, 7);

  /** The same store each time it is asked for in one test. */
  protected abstract ShardStore store();

  @Test
  void aNewStoreIsEmpty() {
    assertThat(store().load()).isEmpty();
    assertThat(store().loadProgress()).isEqualTo(Progress.NONE);
    assertThat(store().loadRules()).isEqualTo(Rules.FIRST);
  }

  @Test
  void theRulesInForceAreLoaded_andBelongToNoQueue() {
    store().saveRules(new Rules(2));
    store().saveRules(new Rules(7));
    assertThat(store().loadRules()).isEqualTo(new Rules(7));
    assertThat(store().load()).isEmpty();
  }

  @Test
  void whatIsSavedIsLoaded_eachQueuePartitionForItself() {
    Parked parked = parked(7);
    SeenCopies seen = new SeenCopies(7, 0, List.of(new Hole(0, 2), new Hole(4, 6)));
    SeenCopies other = new SeenCopies(1, 0, List.of());
    store().of(FIRST).saveHeader(HEADER);
    store().of(FIRST).saveEntry(9, new Entry.Ready(1, 2));
    store().of(FIRST).saveEntry(10, new Entry.Done());
    store().of(SECOND).saveParked(parked);
    store().of(SECOND).saveSource("source/1", seen);
    store().of(OTHER).saveEntry(9, new Entry.Delayed(3));
    store().of(OTHER).saveSource("source/1", other);
    assertThat(store().load())
        .isEqualTo(
            Map.of(
                FIRST,
                new QueueImage(
                    HEADER,
                    new TreeMap<>(Map.of(9L, new Entry.Ready(1, 2), 10L, new Entry.Done())),
                    List.of(),
                    Map.of()),
                SECOND,
                new QueueImage(null, new TreeMap<>(), List.of(parked), Map.of("source/1", seen)),
                OTHER,
                new QueueImage(
                    null,
                    new TreeMap<>(Map.of(9L, new Entry.Delayed(3))),
                    List.of(),
                    Map.of("source/1", other))));
  }

  @Test
  void theLastThatWasSavedCounts() {
    store().of(FIRST).saveHeader(new Header(0, 0, 0, 0, 0, 0, 0));
    store().of(FIRST).saveHeader(HEADER);
    store().of(FIRST).saveEntry(9, new Entry.Ready(1, 2));
    store().of(FIRST).saveEntry(9, new Entry.Gap(12));
    store().of(FIRST).saveSource("source", new SeenCopies(1, 0, List.of()));
    store().of(FIRST).saveSource("source", new SeenCopies(2, 0, List.of()));
    assertThat(store().load().get(FIRST))
        .isEqualTo(
            new QueueImage(
                HEADER,
                new TreeMap<>(Map.of(9L, new Entry.Gap(12))),
                List.of(),
                Map.of("source", new SeenCopies(2, 0, List.of()))));
  }

  @Test
  void parkedReceivesComeInLine() {
    for (long number : new long[] {300, 2, 1, 299}) {
      store().of(FIRST).saveParked(parked(number));
    }
    assertThat(store().load().get(FIRST).parked())
        .extracting(Parked::number)
        .containsExactly(1L, 2L, 299L, 300L);
  }

  @Test
  void ofWhatIsRemovedNothingIsLeft() {
    store().of(FIRST).saveHeader(HEADER);
    store().of(FIRST).saveEntry(9, new Entry.Done());
    store().of(FIRST).saveParked(parked(7));
    store().of(FIRST).saveSource("source", new SeenCopies(1, 0, List.of()));
    store().of(OTHER).saveEntry(9, new Entry.Done());
    store().of(FIRST).removeHeader();
    store().of(FIRST).removeEntry(9);
    store().of(FIRST).removeParked(7);
    store().of(FIRST).removeSource("source");
    store().of(FIRST).removeSource("another");
    store().of(FIRST).removeEntry(1_000);
    assertThat(store().load()).containsOnlyKeys(OTHER);
  }

  @Test
  void progressIsKeptApart() {
    store().saveProgress(new Progress(5, 6));
    store().saveProgress(new Progress(7, 8));
    assertThat(store().loadProgress()).isEqualTo(new Progress(7, 8));
    assertThat(store().load()).isEmpty();
  }

  private static Parked parked(long number) {
    return new Parked(number, new Origin("instance", number), 1, 30_000, 100, 3, true, 5_000, 9);
  }
}
