package io.cmqkafka.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.Failures;
import io.cmqkafka.RedriveOutcome;
import io.cmqkafka.RedriveOutcome.Result;
import io.cmqkafka.body.CopyHeader;
import io.cmqkafka.catalog.CatalogCommand.PutRedrive;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.Redrive;
import io.cmqkafka.catalog.Redrive.Reason;
import io.cmqkafka.catalog.Redrive.State;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.MessageState;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueueCommand.Choose.Act;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.testing.Fixtures;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaRepairsTest {
  private static final QueueDefinition WIDE = Fixtures.queue("wide", 0, 0);
  private static final QueueDefinition TO = Fixtures.queue("to", 0);
  private static final QueueDefinition OTHER = Fixtures.queue("other", 0);

  private final InMemoryCluster cluster = new InMemoryCluster(WIDE, TO, OTHER);
  private final InMemoryCluster.Process one = cluster.process("one");
  private final KafkaRepairs repairs = one.repairs;

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void answersInTheOrderOfTheIds_whateverTheirPartitions() {
    cluster.send(WIDE, 0, 2);
    cluster.send(WIDE, 1, 1);
    cluster.machines.run(
        new QueuePartition(WIDE.id(), 0), new QueueCommand.Receive(1, 60_000, 0, 0, 10));
    List<MessageId> ids =
        List.of(new MessageId(1, 0), new MessageId(0, 1), new MessageId(1, 5), new MessageId(0, 0));
    assertThat(cluster.join(repairs.choose(WIDE, ids, Act.LOOK)))
        .isEqualTo(
            Arrays.asList(
                MessageState.VISIBLE, MessageState.VISIBLE, null, MessageState.INVISIBLE));
    assertThat(cluster.join(repairs.redrive(WIDE, ids, "to", any -> true)))
        .extracting(RedriveOutcome::result)
        .containsExactly(Result.MOVED, Result.MOVED, Result.NOT_VISIBLE, Result.NOT_VISIBLE);
  }

  @Test
  void whatOnePartitionHasDoneIsTold_whenNobodyAnswersForAnotherOne() {
    cluster.sendLetter(WIDE, TO.id());
    String died = CopyHeader.ofDeadLetters(OTHER.id(), 0);
    cluster.send(WIDE, 1, new byte[] {1}, new CopyHeader(died, 0, -1));
    cluster.closed.put("other", Refusal.UNAVAILABLE);
    List<MessageId> ids = List.of(new MessageId(1, 0), new MessageId(0, 0));
    assertThat(cluster.join(repairs.redrive(WIDE, ids, null, any -> true)))
        .extracting(RedriveOutcome::result)
        .containsExactly(Result.ON_ITS_WAY, Result.MOVED);
    refused(repairs.redrive(WIDE, ids.subList(0, 1), null, any -> true), Refusal.UNAVAILABLE);
  }

  @Test
  void aRedriveBeginsWithAllThatIsThere_andOnlyOneOfAQueueRuns() {
    cluster.send(WIDE, 0, 2);
    cluster.send(WIDE, 1, 1);
    Redrive begun = cluster.join(repairs.startRedrive(WIDE, "to", 7));
    assertThat(begun.ends()).containsExactly(2L, 1L);
    assertThat(begun.next()).containsExactly(0L, 0L);
    assertThat(begun.perSecond()).isEqualTo(7);
    assertThat(begun.startedMs()).isEqualTo(cluster.machines.time());
    assertThat(repairs.latestRedrive(WIDE)).contains(begun);
    refused(repairs.startRedrive(WIDE, "to", 7), Refusal.REDRIVE_UNDER_WAY);
    refused(repairs.resumeRedrive(WIDE, begun, 7), Refusal.REDRIVE_UNDER_WAY);
  }

  @Test
  void aRedriveIsStoppedOnce_andResumedByWhoKnowsWhichItIs() {
    refused(repairs.stopRedrive(WIDE), Refusal.NO_REDRIVE);
    Redrive begun = cluster.join(repairs.startRedrive(WIDE, "to", 7));
    Redrive stopped = cluster.join(repairs.stopRedrive(WIDE));
    assertThat(stopped.state()).isEqualTo(State.STOPPED);
    assertThat(stopped.reason()).isEqualTo(Reason.ASKED);
    assertThat(cluster.join(repairs.stopRedrive(WIDE))).isEqualTo(stopped);
    // Its last messages may be noted in it after the stop, unseen by whoever resumes it.
    Redrive resumed = cluster.join(repairs.resumeRedrive(WIDE, begun, 9));
    assertThat(resumed.runs()).isTrue();
    assertThat(resumed.reason()).isNull();
    assertThat(resumed.perSecond()).isEqualTo(9);
    assertThat(resumed.startedMs()).isEqualTo(begun.startedMs());

    cluster.join(repairs.stopRedrive(WIDE));
    cluster.join(repairs.startRedrive(WIDE, "elsewhere", 7));
    cluster.join(repairs.stopRedrive(WIDE));
    refused(repairs.resumeRedrive(WIDE, begun, 9), Refusal.REDRIVE_CHANGED);
  }

  @Test
  void whatIsWrittenMeanwhileDoesNotKeepSomebodyFromStopping() {
    Redrive begun = cluster.join(repairs.startRedrive(WIDE, "to", 7));
    int before = one.producer.history().size();
    CompletableFuture<Redrive> stopped = repairs.stopRedrive(WIDE);
    await().until(() -> one.producer.history().size() > before);
    // It is decided about before the stop, which was asked for without knowing of it.
    cluster.machines.publish(
        cluster.machines.decide(
            new PutRedrive(begun.with(begun.revision() + 1, State.RUNNING, null))));
    assertThat(cluster.join(stopped).revision()).isEqualTo(begun.revision() + 2);
  }

  private void refused(CompletableFuture<?> asked, Refusal why) {
    cluster.until(asked::isDone);
    assertThat(Failures.cause(asked.handle((done, failure) -> failure).join()))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(why));
  }
}
