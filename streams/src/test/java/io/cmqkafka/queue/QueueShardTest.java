package io.cmqkafka.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class QueueShardTest {
  private static final QueuePartition A = new QueuePartition("a", 0);
  private static final QueuePartition B = new QueuePartition("b", 0);

  private final InMemoryShardStore store = new InMemoryShardStore();
  private final QueueShard shard = new QueueShard(store);
  private final List<Reply> replies = new ArrayList<>();
  private long position;

  @Test
  void tick_wakesOnlyMachinesAtWhichSomethingIsDue() {
    run(A, wait(100), 0);
    run(B, wait(200), 0);

    tick(shard, 100);

    assertThat(replies).containsExactly(new Reply.NoMessage());
    assertThat(shard.nextWake()).isEqualTo(200);
    assertThat(store.imageOf(B).parked()).hasSize(1);
  }

  @Test
  void tick_beforeAnythingIsDue_writesOnlyTheProgress() {
    run(A, wait(100), 0);
    long writes = store.writes();

    tick(shard, 99);

    assertThat(replies).isEmpty();
    assertThat(store.writes()).isEqualTo(writes + 1);
  }

  @Test
  void tick_letsAMachineAloneAtWhichNobodyWaits() {
    run(A, arrived(0, 1), 0);
    run(A, receive(), 0);
    long writes = store.writes();

    assertThat(shard.nextWake()).isEqualTo(Long.MAX_VALUE);
    tick(shard, 1_000_000);

    assertThat(store.writes()).as("the progress").isEqualTo(writes + 1);
  }

  @Test
  void tick_servesAllWhoWait_howeverMuchIsDue() {
    int many = 3 * Entries.MAX_DUE_PER_STEP;
    List<DelayedOffset> delayed =
        LongStream.range(0, many).mapToObj(offset -> new DelayedOffset(offset, 50)).toList();
    run(A, new QueueCommand.Arrived(0, many, List.of(), delayed), 0);
    for (int waiting = 0; waiting < many; waiting += QueueCommand.MAX_BATCH) {
      run(A, new QueueCommand.Receive(QueueCommand.MAX_BATCH, 30, 100, 0, many), 0);
    }
    replies.clear();

    tick(shard, 50);

    assertThat(replies)
        .hasSize((many + QueueCommand.MAX_BATCH - 1) / QueueCommand.MAX_BATCH)
        .hasOnlyElementsOfType(Reply.Granted.class);
  }

  @Test
  void aDelayIsAsLongAsItWasTold_howeverFarLogTimeIsAhead() {
    shard.putInForce(new Rules(2), position++, 70_000);
    run(A, new QueueCommand.Arrived(0, 1, List.of(), List.of(new DelayedOffset(0, 130))), 100);
    assertThat(shard.aheadMs()).isEqualTo(69_900);
    run(A, receive(), 129);
    tick(shard, 70_029);
    run(A, receive(), 70_029);
    assertThat(replies).filteredOn(Reply.Granted.class::isInstance).isEmpty();
    run(A, receive(), 70_030);
    assertThat(replies).filteredOn(Reply.Granted.class::isInstance).hasSize(1);
  }

  @Test
  void byTheFirstRulesADelayEndsAtOnceWhileLogTimeIsAhead() {
    tick(shard, 70_000);
    run(A, new QueueCommand.Arrived(0, 1, List.of(), List.of(new DelayedOffset(0, 130))), 100);
    run(A, receive(), 101);
    assertThat(replies).filteredOn(Reply.Granted.class::isInstance).hasSize(1);
  }

  @Test
  void repeatedInput_changesNothing() {
    run(A, arrived(0, 3), 0);
    run(A, receive(), 0);
    InMemoryShardStore.Contents before = store.contents();
    replies.clear();

    shard.run(A, arrived(0, 3), origin(0), 0, 0, this::keep);
    shard.run(A, receive(), origin(1), 1, 0, this::keep);
    shard.tick(1, 1_000, this::keep);

    assertThat(replies).isEmpty();
    assertThat(store.contents()).isEqualTo(before);
  }

  @Test
  void logTimeNeverGoesBack() {
    run(A, arrived(0, 1), 1_000);

    run(A, receive(), 400);

    assertThat(((Reply.Granted) last()).grants().get(0).until()).isEqualTo(1_000 + 30);
    assertThat(store.loadProgress()).isEqualTo(new Progress(1, 1_000));
  }

  @Test
  void logTimeIsSharedByAllMachines_alsoAfterARestart() {
    run(A, arrived(0, 1), 1_000);
    run(B, arrived(0, 1), 0);
    QueueShard restored = new QueueShard(store.copy());

    restored.run(B, receive(), origin(9), position, 0, this::keep);

    assertThat(((Reply.Granted) last()).grants().get(0).firstDequeue()).isEqualTo(1_000);
  }

  @Test
  void restoredFromItsStore_goesOnAsBefore() {
    run(A, arrived(0, 2), 0);
    run(A, receive(), 0);
    run(B, wait(20), 0);
    InMemoryShardStore copy = store.copy();
    QueueShard restored = new QueueShard(copy);
    List<Reply> restoredReplies = new ArrayList<>();
    replies.clear();

    assertThat(restored.ends()).isEqualTo(shard.ends());
    assertThat(restored.nextWake()).isEqualTo(shard.nextWake());
    for (long time : new long[] {5, 20, 30}) {
      restored.tick(position, time, (to, reply) -> restoredReplies.add(reply));
      tick(shard, time);
      restored.run(
          A,
          receive(),
          origin(position),
          position,
          time,
          (to, reply) -> restoredReplies.add(reply));
      run(A, receive(), time);
    }

    assertThat(restoredReplies).isEqualTo(replies).hasSize(4);
    assertThat(copy.contents()).isEqualTo(store.contents());
  }

  @Test
  void ends_namesWhatIsKnown() {
    run(A, arrived(5, 8), 0);
    run(B, wait(100), 0);

    assertThat(shard.ends()).isEqualTo(Map.of(A, 8L));
  }

  @Test
  void blankMachines_leaveNothingBehind() {
    for (int queue = 0; queue < 100; queue++) {
      QueuePartition partition = new QueuePartition("queue-" + queue, 0);
      run(partition, receive(), 0);
      run(partition, arrived(0, 1), 0);
      run(partition, wait(50), 0);
      run(partition, new QueueCommand.Drop(), 0);
      run(partition, new QueueCommand.Count(0), 0);
    }

    assertThat(shard.machineCount()).isZero();
    assertThat(shard.nextWake()).isEqualTo(Long.MAX_VALUE);
    assertThat(store.size()).isZero();
  }

  @Test
  void aMachineWhoseOnlyWaitEnded_leavesNothingBehind() {
    run(A, wait(50), 0);
    assertThat(shard.machineCount()).isEqualTo(1);

    tick(shard, 50);

    assertThat(shard.machineCount()).isZero();
  }

  private void run(QueuePartition partition, QueueCommand command, long timestamp) {
    shard.run(partition, command, origin(position), position++, timestamp, this::keep);
  }

  private void tick(QueueShard ticked, long timestamp) {
    ticked.tick(position++, timestamp, this::keep);
  }

  private void keep(Origin to, Reply reply) {
    replies.add(reply);
  }

  private Reply last() {
    return replies.get(replies.size() - 1);
  }

  private static Origin origin(long request) {
    return new Origin("client", request);
  }

  private static QueueCommand arrived(long from, long to) {
    return new QueueCommand.Arrived(from, to, List.of(), List.of());
  }

  private static QueueCommand receive() {
    return new QueueCommand.Receive(1, 30, 0, 0, 1_000);
  }

  private static QueueCommand wait(int waitMs) {
    return new QueueCommand.Receive(1, 30, waitMs, 0, 1_000);
  }
}
