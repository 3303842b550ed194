package io.cmqkafka.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cmqkafka.copy.Copied;
import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Death;
import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.QueueShard;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.queue.UnknownRulesException;
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
  void copiesDeferralsAndDeadLettersLiveOn() {
    Copied sent = new Copied(0, "source/0", 7, 6);
    run(new QueueCommand.Arrived(0, 4, List.of(), List.of(), List.of(sent)), 1_000);
    Grant deferred = ((Reply.Granted) run(receive(0), 1_000)).grants().get(0);
    run(new QueueCommand.Defer(deferred.lease(), 100), 1_000);
    run(new QueueCommand.Receive(1, 50, 0, 0, 9, 1, false), 1_000);
    run(new QueueCommand.Receive(1, 60, 500, 0, 9, 2, true), 1_000);
    restart();

    assertThat(shard.nextWake()).isEqualTo(1_050);
    tick(1_050);
    Death death = new Death(Death.Cause.RECEIVED_TOO_OFTEN, 1);
    assertThat(shard.newlyDead()).containsExactly(new DeadLetter(QUEUE, 1, 0, null, death));
    restart();

    assertThat(shard.newlyDead()).containsExactly(new DeadLetter(QUEUE, 1, 0));
    assertThat(shard.nextWake()).isEqualTo(1_100);
    tick(1_100);
    Grant again = ((Reply.Granted) replies.get(replies.size() - 1)).grants().get(0);
    assertThat(again.offset()).isZero();
    assertThat(again.count()).isEqualTo(2);
    restart();

    tick(again.until());
    assertThat(shard.newlyDead())
        .containsExactly(
            new DeadLetter(QUEUE, 1, 0),
            new DeadLetter(QUEUE, 0, 1, null, new Death(Death.Cause.RECEIVED_TOO_OFTEN, 2)));
    List<Copied> repeatAndNew =
        List.of(new Copied(4, "source/0", 7, 6), new Copied(5, "source/0", 6, -1));
    run(new QueueCommand.Arrived(4, 6, List.of(), List.of(), repeatAndNew), again.until());
    assertThat(run(new QueueCommand.Count(Long.MAX_VALUE), again.until()))
        .isEqualTo(new Reply.Counted(3, 2, 0, 0, 0, 6));
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

  @Test
  void theRulesInForceLiveOn_andWhoDoesNotKnowThemDoesNotBegin() {
    Rules second = new Rules(2);
    assertThat(shard.rules()).isEqualTo(Rules.FIRST);
    shard = new QueueShard(new StreamsShardStore(state), second);
    shard.putInForce(second, position++, 1_000);

    QueueShard successor = new QueueShard(new StreamsShardStore(state), new Rules(3));

    assertThat(successor.rules()).isEqualTo(second);
    assertThatExceptionOfType(UnknownRulesException.class)
        .isThrownBy(() -> new QueueShard(new StreamsShardStore(state), Rules.FIRST));
  }

  /** Also one that is repeated, or was put in force by a later command. */
  @Test
  void rulesThatAreInTheStateAlreadyAreNotAskedFor() {
    shard.tick(position++, 1_000, (to, reply) -> {});
    shard.putInForce(new Rules(9), position - 1, 1_000);
    assertThat(shard.rules()).isEqualTo(Rules.FIRST);
  }

  private void restart() {
    shard = new QueueShard(new StreamsShardStore(state));
  }

  private void tick(long timestamp) {
    shard.tick(position++, timestamp, (to, reply) -> replies.add(reply));
  }

  private Reply run(QueueCommand command, long timestamp) {
    shard.run(QUEUE, command, ME, position++, timestamp, (to, reply) -> replies.add(reply));
    return replies.isEmpty() ? null : replies.get(replies.size() - 1);
  }

  private static QueueCommand receive(long waitMs) {
    return new QueueCommand.Receive(1, 30_000, waitMs, 0, 1_000);
  }
}
