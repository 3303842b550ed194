package io.cmqkafka.facade.action;

import io.cmqkafka.Failures;
import io.cmqkafka.Repairs;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.Params;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** StopRedrive, an extension: stops a redrive after the messages that are being moved. */
record StopRedrive(QueueLookup lookup, Repairs repairs) implements Action<QueueDefinition> {

  @Override
  public QueueDefinition parse(Params params) {
    return lookup.existing(params);
  }

  @Override
  public CompletableFuture<Answer> run(QueueDefinition queue, Client client) {
    return repairs
        .stopRedrive(queue)
        .<Answer>thenApply(RedriveAnswer::new)
        .exceptionally(StopRedrive::inItsWords);
  }

  /** The refusal is that of what cannot go on, too. */
  private static Answer inItsWords(Throwable failure) {
    if (Failures.cause(failure) instanceof RefusedException refused
        && refused.refusal() == Refusal.NO_REDRIVE) {
      throw new CmqException(CmqError.NOTHING_TO_STOP);
    }
    throw new CompletionException(Failures.cause(failure));
  }
}
