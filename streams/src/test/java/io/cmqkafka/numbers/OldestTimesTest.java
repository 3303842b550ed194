package io.cmqkafka.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.Measure;
import io.cmqkafka.body.BodyCache;
import io.cmqkafka.body.BodyFetcher;
import io.cmqkafka.body.BodySource;
import io.cmqkafka.body.StoredBody;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.queue.Depth;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.testing.Fixtures;
import io.cmqkafka.testing.LogConsumer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OldestTimesTest {
  private static final QueueDefinition QUEUE = Fixtures.queue("orders", 0);
  private static final QueuePartition PARTITION = new QueuePartition(QUEUE.id(), 0);

  private final BodyCache cache = new BodyCache(1 << 20);
  private final LogConsumer kafka = new LogConsumer();
  private final BodyFetcher bodies = new BodyFetcher(kafka, cache, 60_000);
  private final ByteBudget room = new ByteBudget(1 << 20);
  private final OldestTimes times = new OldestTimes(bodies, room, id -> Optional.of(QUEUE));

  @AfterEach
  void close() {
    bodies.close();
  }

  @Test
  void anOldestMessageThatIsAtHandIsNotAskedFor() {
    cached(5, 700);
    assertThat(oldest(5)).isEqualTo(700);
    assertThat(kafka.polls()).isZero();
    assertThat(room.held()).isZero();
  }

  @Test
  void anotherOneIsLookedUpInKafka() {
    kafka.append(BodySource.of(QUEUE, 0).kafka(), 5, new byte[9], 800);
    bodies.start();
    assertThat(oldest(5)).isEqualTo(800);
    assertThat(room.held()).isZero();
  }

  @Test
  void aTimeThatIsKnownStaysSo() {
    cached(5, 700);
    oldest(5);
    cache.remove(BodySource.of(QUEUE, 0), 5);
    assertThat(oldest(5)).isEqualTo(700);
    assertThat(kafka.polls()).isZero();
  }

  @Test
  void whatCannotBeFoundInTime_isThatOfTheOneBefore_orNotKnown() {
    assertThat(oldest(5)).isEqualTo(Measure.UNKNOWN);
    cached(6, 700);
    assertThat(oldest(6)).isEqualTo(700);
    assertThat(oldest(9)).isEqualTo(700);
  }

  @Test
  void onlySomeAreLookedUpAtATime_theOthersLater() {
    Map<QueuePartition, Depth> depths = new HashMap<>();
    for (int p = 0; p < 30; p++) {
      depths.put(new QueuePartition(QUEUE.id(), p), new Depth(1, 0, 0, 0, 5));
      kafka.append(BodySource.of(QUEUE, p).kafka(), 5, new byte[9], 800 + p);
    }
    // None is found while the others are begun: those that are would not count.
    CompletableFuture<Map<QueuePartition, Long>> some = times.of(0, depths);
    bodies.start();
    assertThat(some.join().values()).filteredOn(time -> time > 0).hasSize(20);
    assertThat(times.of(0, depths).join().values()).allMatch(time -> time >= 800);
  }

  @Test
  void aPartitionWithoutVisibleMessages_hasNone() {
    Depth invisible = new Depth(0, 3, 0, 0, Depth.UNKNOWN);
    assertThat(times.of(0, Map.of(PARTITION, invisible)).join()).isEmpty();
  }

  private void cached(long offset, long timeMs) {
    cache.put(BodySource.of(QUEUE, 0), offset, new StoredBody(new byte[9], timeMs));
  }

  private long oldest(long offset) {
    return times.of(0, Map.of(PARTITION, new Depth(1, 0, 0, 0, offset))).join().get(PARTITION);
  }
}
