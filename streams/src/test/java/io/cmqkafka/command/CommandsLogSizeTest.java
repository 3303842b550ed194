package io.cmqkafka.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cmqkafka.logtime.AgeClock;
import io.cmqkafka.testing.FakeAdmin;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class CommandsLogSizeTest {
  private static final long KEEP_MS = 1_000;

  private final FakeAdmin kafka = new FakeAdmin();
  private final CommandsLogSize size =
      new CommandsLogSize(kafka.admin(), "commands", KEEP_MS, 1_000, new AgeClock());

  @Test
  void countsWhatIsThereAndWhatIsOlderThanItIsKept() throws Exception {
    holds(Map.of(0, new long[] {10, 25, 40}, 2, new long[] {0, 0, 7}));
    size.measure(Set.of(0, 2));
    assertThat(size.records()).isEqualTo(30 + 7);
    assertThat(size.overdue()).isEqualTo(15);
  }

  @Test
  void allIsOverdueWhereNothingIsYoungEnough() throws Exception {
    holds(Map.of(0, new long[] {10, -1, 40}));
    size.measure(Set.of(0));
    assertThat(size.overdue()).isEqualTo(30);
  }

  @Test
  void ofOtherProcessesPartitionsItSaysNothing() throws Exception {
    holds(Map.of(0, new long[] {10, -1, 40}));
    size.measure(Set.of(0));
    size.measure(Set.of());
    assertThat(size.records()).isZero();
    assertThat(size.overdue()).isZero();
  }

  @Test
  void theLastLookStaysWhenKafkaDoesNotAnswer() throws Exception {
    holds(Map.of(0, new long[] {10, 25, 40}));
    size.measure(Set.of(0));
    kafka.answer(
        partition -> {
          KafkaFutureImpl<org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo>
              failed = new KafkaFutureImpl<>();
          failed.completeExceptionally(new IllegalStateException("gone"));
          return failed;
        });
    assertThatThrownBy(() -> size.measure(Set.of(0))).isInstanceOf(ExecutionException.class);
    assertThat(size.records()).isEqualTo(30);
  }

  /** By partition: its first offset, the first young enough, its end. */
  private void holds(Map<Integer, long[]> offsets) {
    kafka.answer(
        partition -> {
          long[] of = offsets.get(partition.partition());
          return FakeAdmin.found(of[which(partition)], 1);
        });
  }

  private int which(TopicPartition partition) {
    OffsetSpec spec = kafka.asked.get(kafka.asked.size() - 1).get(partition);
    return spec instanceof OffsetSpec.EarliestSpec
        ? 0
        : spec instanceof OffsetSpec.TimestampSpec ? 1 : 2;
  }
}
