package io.cmqkafka.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.copy.Copied;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Counts what is read from and written to the store; nothing here is timed. */
class StateDoesNotGrowWithBacklogTest {
  private static final QueuePartition PARTITION = new QueuePartition("queue", 0);
  private static final long FEW = 10;
  private static final long MANY = 1_000_000;

  /** What one queue cost: per command the writes, and what is kept and read in the end. */
  private record Cost(List<Long> writes, int kept, long readAtRestart) {}

  @Test
  void aMillionWaitingMessages_costWhatTenCost() {
    assertThat(costOf(MANY)).isEqualTo(costOf(FEW));
  }

  @Test
  void aMessageReceivedAndDeleted_isForgotten() {
    InMemoryShardStore store = new InMemoryShardStore();
    Driver driver = new Driver(store, MANY);

    for (int times = 0; times < 1_000; times++) {
      driver.receiveAndDelete();
    }

    assertThat(store.size()).as("only the header").isEqualTo(1);
  }

  private static Cost costOf(long backlog) {
    InMemoryShardStore store = new InMemoryShardStore();
    List<Long> writes = new ArrayList<>();
    Driver driver = new Driver(store, backlog);
    writes.add(store.writes());
    driver.receiveAndDelete();
    writes.add(store.writes());
    driver.run(new QueueCommand.Receive(5, 30, 0, 0, 100));
    writes.add(store.writes());
    driver.run(new QueueCommand.Count(0));
    writes.add(store.writes());
    driver.run(new QueueCommand.Receive(1, 30, 0, 0, 100, 1, true));
    Lease lease = ((Reply.Granted) driver.answer).grants().get(0).lease();
    driver.run(new QueueCommand.Defer(lease, 10));
    writes.add(store.writes());
    driver.run(new QueueCommand.Expire(3, 10));
    writes.add(store.writes());
    driver.run(
        new QueueCommand.Moved(List.of(new Buried(0, 0), new Buried(1, 1), new Buried(2, 2))));
    writes.add(store.writes());
    driver.run(
        new QueueCommand.Arrived(
            backlog,
            backlog + 2,
            List.of(),
            List.of(),
            List.of(new Copied(backlog, "s", 0, -1), new Copied(backlog + 1, "s", 0, -1))));
    writes.add(store.writes());
    assertThat(store.reads()).as("only the progress of the new store").isEqualTo(1);

    InMemoryShardStore taken = store.copy();
    new QueueShard(taken);
    return new Cost(writes, store.size(), taken.reads());
  }

  private static final class Driver {
    private final QueueShard shard;
    private long position;
    private Reply answer;

    Driver(InMemoryShardStore store, long backlog) {
      shard = new QueueShard(store);
      run(new QueueCommand.Arrived(0, backlog, List.of(), List.of()));
    }

    void run(QueueCommand command) {
      shard.run(
          PARTITION,
          command,
          new Origin("client", position),
          position++,
          0,
          (to, reply) -> answer = reply);
    }

    void receiveAndDelete() {
      run(new QueueCommand.Receive(1, 30, 0, 0, 100));
      Lease lease = ((Reply.Granted) answer).grants().get(0).lease();
      run(new QueueCommand.Delete(List.of(lease)));
      assertThat(answer).isEqualTo(new Reply.Deleted(List.of(true)));
    }
  }
}
