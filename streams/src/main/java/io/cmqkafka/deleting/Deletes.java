package io.cmqkafka.deleting;

import io.cmqkafka.DeleteOutcome;
import io.cmqkafka.body.BodyFetcher;
import io.cmqkafka.body.BodySource;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.PartitionRequests;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.ReceiptHandles;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.queue.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Deletes messages by their receipt handles, with one command for each queue partition. */
public final class Deletes {
  private final ReceiptHandles handles;
  private final BodyFetcher bodies;
  private final PartitionRequests requests;

  public Deletes(ReceiptHandles handles, BodyFetcher bodies, PartitionRequests requests) {
    this.handles = handles;
    this.bodies = bodies;
    this.requests = requests;
  }

  /** See {@link io.cmqkafka.Queues#delete}. */
  public CompletableFuture<List<DeleteOutcome>> delete(
      QueueDefinition queue, List<String> receiptHandles) {
    DeleteOutcome[] outcomes = new DeleteOutcome[receiptHandles.size()];
    Map<Integer, List<Lease>> leases = new HashMap<>();
    Map<Integer, List<Integer>> places = new HashMap<>();
    for (int i = 0; i < outcomes.length; i++) {
      String handle = receiptHandles.get(i);
      Optional<ReceiptHandles.Opened> opened = handles.open(queue.id(), handle);
      if (opened.isPresent()) {
        int partition = opened.get().partition();
        leases.computeIfAbsent(partition, p -> new ArrayList<>()).add(opened.get().lease());
        places.computeIfAbsent(partition, p -> new ArrayList<>()).add(i);
      } else {
        outcomes[i] =
            handles.isWellFormed(handle) ? DeleteOutcome.INVALID : DeleteOutcome.MALFORMED;
      }
    }
    Map<Integer, QueueCommand.Delete> deletes = new HashMap<>();
    leases.forEach((partition, some) -> deletes.put(partition, new QueueCommand.Delete(some)));
    List<CompletableFuture<Void>> settled = new ArrayList<>();
    try {
      requests
          .askAll(queue, deletes, Reply.Deleted.class)
          .forEach(
              (partition, reply) ->
                  settled.add(
                      reply.handle(
                          (deleted, failure) -> {
                            List<Integer> at = places.get(partition);
                            for (int i = 0; i < at.size(); i++) {
                              outcomes[at.get(i)] = outcome(deleted, i);
                              if (outcomes[at.get(i)] == DeleteOutcome.DELETED) {
                                forgetBody(queue, partition, leases.get(partition).get(i).offset());
                              }
                            }
                            return null;
                          })));
    } catch (RefusedException e) {
      return CompletableFuture.failedFuture(e);
    }
    return CompletableFuture.allOf(settled.toArray(CompletableFuture[]::new))
        .thenApply(done -> known(List.of(outcomes)));
  }

  /** Without an answer of the queue partition's machine the outcome is not known. */
  private static DeleteOutcome outcome(Reply.Deleted deleted, int index) {
    if (deleted == null) {
      return DeleteOutcome.UNKNOWN;
    }
    return deleted.outcomes().get(index) ? DeleteOutcome.DELETED : DeleteOutcome.INVALID;
  }

  private static List<DeleteOutcome> known(List<DeleteOutcome> outcomes) {
    if (outcomes.contains(DeleteOutcome.UNKNOWN) && !outcomes.contains(DeleteOutcome.DELETED)) {
      throw new RefusedException(Refusal.UNAVAILABLE);
    }
    return outcomes;
  }

  private void forgetBody(QueueDefinition queue, int partition, long offset) {
    // A queue that can be rewound, or a topic that others read too, may ask for it again.
    if (queue.attributes().rewindSeconds() == 0 && !queue.bound()) {
      bodies.forget(BodySource.of(queue, partition), offset);
    }
  }
}
