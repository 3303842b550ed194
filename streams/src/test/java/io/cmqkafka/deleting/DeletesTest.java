package io.cmqkafka.deleting;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.DeleteOutcome;
import io.cmqkafka.body.BodyCache;
import io.cmqkafka.body.BodyFetcher;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.command.PartitionRequests;
import io.cmqkafka.command.PendingReplies;
import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.ReceiptHandles;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.testing.Fixtures;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class DeletesTest {
  private static final int TIMEOUT_MS = 60_000;
  private static final QueueDefinition QUEUE = Fixtures.queue("orders", 0, 0, 0);

  private final MockProducer<byte[], byte[]> commands =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final PendingReplies pending = new PendingReplies("me", 2);
  private final ReceiptHandles handles = new ReceiptHandles(new byte[] {1});
  private final Deletes deletes = deletes();

  @Test
  void eachHandleHasItsOutcome_inTheOrderOfTheHandles() {
    CompletableFuture<List<DeleteOutcome>> outcomes =
        deletes.delete(QUEUE, List.of(handle(1, 7), "nonsense", handle(0, 3), handle(1, 8)));
    reply(1, new Reply.Deleted(List.of(true, false)));
    reply(0, new Reply.Deleted(List.of(true)));
    assertThat(outcomes)
        .isCompletedWithValue(
            List.of(
                DeleteOutcome.DELETED,
                DeleteOutcome.MALFORMED,
                DeleteOutcome.DELETED,
                DeleteOutcome.INVALID));
  }

  @Test
  void thereIsRoomForAllPartitionsOfABatch_orNoneIsAsked() {
    pending.register(TIMEOUT_MS);
    // One place is left, and the batch needs three: it is taken whole.
    CompletableFuture<List<DeleteOutcome>> taken = deleteOnePerPartition();
    assertThat(commands.history()).hasSize(3);
    CompletableFuture<List<DeleteOutcome>> refused = deleteOnePerPartition();
    assertThat(commands.history()).hasSize(3);
    refused(refused, Refusal.OVERLOADED);
    for (int partition = 0; partition < 3; partition++) {
      reply(partition, new Reply.Deleted(List.of(true)));
    }
    assertThat(taken.join()).containsOnly(DeleteOutcome.DELETED);
  }

  @Test
  void whatIsNotKnownIsSaidOfItsHandlesAlone() {
    CompletableFuture<List<DeleteOutcome>> outcomes = deleteOnePerPartition();
    reply(0, new Reply.Deleted(List.of(true)));
    reply(1, new Reply.Refused(Refusal.UNAVAILABLE));
    reply(2, new Reply.Deleted(List.of(false)));
    assertThat(outcomes)
        .isCompletedWithValue(
            List.of(DeleteOutcome.DELETED, DeleteOutcome.UNKNOWN, DeleteOutcome.INVALID));
  }

  @Test
  void whenNothingIsKnownToBeDeletedAndSomethingMayBe_theWholeIsNotKnown() {
    CompletableFuture<List<DeleteOutcome>> outcomes = deleteOnePerPartition();
    reply(0, new Reply.Deleted(List.of(false)));
    reply(1, new Reply.Refused(Refusal.UNAVAILABLE));
    reply(2, new Reply.Deleted(List.of(false)));
    refused(outcomes, Refusal.UNAVAILABLE);
  }

  private CompletableFuture<List<DeleteOutcome>> deleteOnePerPartition() {
    return deletes.delete(QUEUE, List.of(handle(0, 1), handle(1, 1), handle(2, 1)));
  }

  private String handle(int partition, long offset) {
    return handles.of(new QueuePartition(QUEUE.id(), partition), new Lease(offset, 1, 30_000));
  }

  /** To what was asked of this queue partition last. */
  private void reply(int partition, Reply reply) {
    Origin asked =
        Fixtures.questions(commands).stream()
            .filter(one -> one.target().partition() == partition)
            .reduce((first, second) -> second)
            .orElseThrow()
            .origin();
    pending.complete(asked.request(), reply);
  }

  private Deletes deletes() {
    LogClock clock = new LogClock();
    CommandLog log = new CommandLog(commands, "cmq.commands", 1, pending, clock, TIMEOUT_MS);
    BodyFetcher bodies =
        new BodyFetcher(new MockConsumer<>("none"), new BodyCache(1 << 20), TIMEOUT_MS);
    return new Deletes(handles, bodies, new PartitionRequests(log, TIMEOUT_MS));
  }

  private static void refused(CompletableFuture<?> future, Refusal refusal) {
    assertThat(future)
        .failsWithin(10, TimeUnit.SECONDS)
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(refusal));
  }
}
