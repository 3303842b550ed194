package io.cmqkafka.queue;

import static io.cmqkafka.queue.OneQueue.VISIBILITY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That a look tells what a count tells is checked by {@link OneQueue} at each count. */
class DepthTest {
  private final OneQueue queue = new OneQueue();

  @Test
  void ofAQueueWithoutMessages_isEmpty() {
    assertThat(queue.depth(0)).isEqualTo(new Depth(0, 0, 0, 0, -1));
    assertThat(queue.depth(0).isEmpty()).isTrue();
  }

  @Test
  void theOldestVisibleIsTheFirstThatWaits_orCameBack() {
    queue.holding(3).at(0);
    assertThat(queue.depth(Long.MAX_VALUE)).isEqualTo(new Depth(3, 0, 0, 0, 0));
    Grant first = queue.receiveOne();
    Grant second = queue.receiveOne();
    assertThat(queue.depth(Long.MAX_VALUE)).isEqualTo(new Depth(1, 2, 0, 0, 2));
    queue.release(second);
    assertThat(queue.depth(Long.MAX_VALUE)).isEqualTo(new Depth(2, 1, 0, 0, 1));
    queue.release(first);
    assertThat(queue.depth(Long.MAX_VALUE).oldestVisible()).isZero();
  }

  @Test
  void theOldestVisibleIsNoGap_andNoneThatIsDelayed() {
    queue.at(0).arrivedWithGap(0, 3, 0, 2);
    assertThat(queue.depth(Long.MAX_VALUE).oldestVisible()).isEqualTo(2);
    queue.clear();
    queue.arrivedDelayed(3, 50);
    assertThat(queue.depth(Long.MAX_VALUE)).isEqualTo(new Depth(0, 0, 1, 0, -1));
    queue.arrived(4, 5);
    assertThat(queue.depth(Long.MAX_VALUE)).isEqualTo(new Depth(1, 0, 1, 0, 4));
  }

  @Test
  void whatEndsByItselfHasEnded_alsoWithoutACommand() {
    queue.holding(2).at(0).receiveOne();
    queue.arrivedDelayed(2, 100);
    assertThat(queue.at(VISIBILITY - 1).depth(Long.MAX_VALUE)).isEqualTo(new Depth(1, 1, 1, 0, 1));
    assertThat(queue.at(VISIBILITY).depth(Long.MAX_VALUE)).isEqualTo(new Depth(2, 0, 1, 0, 0));
    assertThat(queue.at(100).depth(Long.MAX_VALUE)).isEqualTo(new Depth(3, 0, 0, 0, 0));
    assertThat(queue.count().active()).isEqualTo(3);
  }

  @Test
  void aLastDeliveryThatEnds_doesNotBecomeVisible() {
    queue.holding(1).at(0);
    queue.granted(
        queue.run(new QueueCommand.Receive(1, VISIBILITY, 0, 0, OneQueue.NO_LIMIT, 1, false)));
    assertThat(queue.at(VISIBILITY).depth(Long.MAX_VALUE)).isEqualTo(new Depth(0, 1, 0, 0, -1));
  }

  @Test
  void withoutKnowingTheRewindWindow_rewindableIsNotKnown() {
    queue.holding(2).at(0);
    queue.delete(queue.receiveOne());
    assertThat(queue.depth(0).rewindable()).isEqualTo(1);
    assertThat(queue.depth(1).rewindable()).isZero();
    assertThat(queue.depth(Depth.UNKNOWN).rewindable()).isEqualTo(Depth.UNKNOWN);
  }

  @Test
  void aShardTellsOfThePartitionsThatAreNotEmpty() {
    QueueShard shard = new QueueShard(new InMemoryShardStore());
    QueuePartition full = new QueuePartition("full", 0);
    QueuePartition empty = new QueuePartition("empty", 0);
    Outbox nobody = (to, reply) -> {};
    shard.run(full, arrived(7), new Origin("", 0), 0, 5, nobody);
    shard.run(empty, arrived(1), new Origin("", 0), 1, 5, nobody);
    shard.run(empty, new QueueCommand.Clear(), new Origin("", 0), 2, 5, nobody);

    assertThat(shard.depths(5, partition -> Long.MAX_VALUE))
        .isEqualTo(Map.of(full, new Depth(7, 0, 0, 0, 0)));
    assertThat(shard.position()).isEqualTo(2);
  }

  private static QueueCommand arrived(long to) {
    return new QueueCommand.Arrived(0, to, List.of(), List.of());
  }
}
