package io.cmqkafka.facade.action;

import io.cmqkafka.DeleteOutcome;
import io.cmqkafka.Queues;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.Params;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * DeleteMessage.
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/5840">DeleteMessage</a>
 */
record DeleteMessage(QueueLookup lookup, Queues queues) implements Action<DeleteMessage.Request> {

  record Request(QueueDefinition queue, String receiptHandle) {}

  @Override
  public Request parse(Params params) {
    return new Request(lookup.existing(params), params.required("receiptHandle"));
  }

  @Override
  public CompletableFuture<Answer> run(Request request, Client client) {
    return queues
        .delete(request.queue(), List.of(request.receiptHandle()))
        .thenApply(outcomes -> answer(outcomes.get(0)));
  }

  private static Answer answer(DeleteOutcome outcome) {
    return outcome == DeleteOutcome.DELETED ? Answer.OK : Answer.of(error(outcome));
  }

  /** The error of a handle that deleted nothing. */
  static CmqError error(DeleteOutcome outcome) {
    return switch (outcome) {
      case INVALID -> CmqError.HANDLE_INVALID;
      case MALFORMED -> CmqError.HANDLE_MALFORMED;
      case UNKNOWN -> CmqError.INTERNAL;
      case DELETED -> throw new IllegalArgumentException("not an error");
    };
  }
}
