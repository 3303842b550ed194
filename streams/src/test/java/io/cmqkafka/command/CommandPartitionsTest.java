package io.cmqkafka.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.catalog.CatalogCommand;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommandPartitionsTest {
  private static final Origin ME = new Origin("me", 1);
  private final CommandPartitions partitions = new CommandPartitions(8);

  @Test
  void aQueuesCommandsAreInOnePartition() {
    Set<Integer> used = new HashSet<>();
    for (int p = 0; p < 100; p++) {
      QueuePartition target = new QueuePartition("queue-1", p);
      LoggedCommand command = new LoggedCommand.ForQueue(target, ME, new QueueCommand.Drop());
      for (int partition = 0; partition < 8; partition++) {
        assertThat(partitions.holds(partition, command))
            .isEqualTo(partition == partitions.of(target));
      }
      used.add(partitions.of(target));
    }
    assertThat(used).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
  }

  /** What is in the log of a cluster was put there by this rule: it can never change. */
  @Test
  void theRuleIsFixed() {
    assertThat(partitions.of(new QueuePartition("queue-1", 0))).isZero();
    assertThat(partitions.of(new QueuePartition("queue-abcdefgh", 3))).isEqualTo(4);
  }

  @Test
  void theCatalogsCommandsAreInTheFirst() {
    LoggedCommand command =
        new LoggedCommand.ForCatalog(ME, new CatalogCommand.DropQueue("orders", "queue-1"));
    assertThat(partitions.holds(0, command)).isTrue();
    assertThat(partitions.holds(1, command)).isFalse();
  }

  @Test
  void ticksAreInAll() {
    assertThat(partitions.holds(5, new LoggedCommand.Tick())).isTrue();
  }
}
