package io.cmqkafka.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.QueueShard;
import io.cmqkafka.queue.Reply;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A successor that is set up from the stored bytes goes on as if nothing had happened. */
class RestartTest {
  private static final QueuePartition QUEUE = new QueuePartition("queue-1", 0);
  private static final Origin ME = new Origin("me", 1);

  private final KeyValueStore<Bytes, byte[]> state =
      Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore("state"), Serdes.Bytes(), Serdes.ByteArray())
          .withLoggingDisabled()
          .build();
  private final List<Reply> replies = new ArrayList<>();
  private QueueShard shard;
  private long position;

  RestartTest() {
    MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    state.init(context.getStateStoreContext(), state);
    restart();
  }

  @AfterEach
  void close() {
    state.close();
  }

  @Test
  void leasesDelaysAndParkedReceivesLiveOn() {
    run(new QueueCommand.Arrived(0, 1, List.of(), List.of()), 1_000);
    Grant grant = ((Reply.Granted) run(receive(0), 1_000)).grants().get(0);
    run(receive(60_000), 1_001);
    long wake = shard.nextWake();
    restart();

    assertThat(shard.ends()).containsEntry(QUEUE, 1L);
    assertThat(shard.nextWake()).isEqualTo(wake).isEqualTo(grant.until());
    shard.tick(position++, wake, (to, reply) -> replies.add(reply));
    Grant again = ((Reply.Granted) replies.get(replies.size() - 1)).grants().get(0);
    assertThat(again.count()).isEqualTo(2);
    assertThat(again.firstDequeue()).isEqualTo(grant.firstDequeue());
    restart();

    assertThat(run(new QueueCommand.Delete(List.of(grant.lease(), again.lease())), wake + 1))
        .isEqualTo(new Reply.Deleted(List.of(false, true)));
  }

  @Test
  void commandsThatAreInTheStateAlreadyAreNotRunAgain() {
    run(new QueueCommand.Arrived(0, 5, List.of(), List.of()), 1_000);
    run(receive(0), 1_000);
    int answered = replies.size();
    restart();
    shard.run(QUEUE, receive(0), ME, position - 1, 1_000, (to, reply) -> replies.add(reply));
    assertThat(replies).hasSize(answered);
  }

  @Test
  void logTimeDoesNotGoBackBehindARestart() {
    run(new QueueCommand.Arrived(0, 1, List.of(), List.of()), 1_000);
    Grant grant = ((Reply.Granted) run(receive(0), 1_000)).grants().get(0);
    run(new QueueCommand.Count(0), grant.until());
    restart();
    Lease lease = grant.lease();
    assertThat(run(new QueueCommand.Delete(List.of(lease)), grant.until() - 1))
        .isEqualTo(new Reply.Deleted(List.of(false)));
  }

  private void restart() {
    shard = new QueueShard(new StreamsShardStore(state));
  }

  private Reply run(QueueCommand command, long timestamp) {
    shard.run(QUEUE, command, ME, position++, timestamp, (to, reply) -> replies.add(reply));
    return replies.isEmpty() ? null : replies.get(replies.size() - 1);
  }

  private static QueueCommand receive(long waitMs) {
    return new QueueCommand.Receive(1, 30_000, waitMs, 0, 1_000);
  }
}
