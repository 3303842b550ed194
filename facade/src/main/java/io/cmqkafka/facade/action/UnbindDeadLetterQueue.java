package io.cmqkafka.facade.action;

import io.cmqkafka.Queues;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.util.concurrent.CompletableFuture;

/** UnbindDeadLetterQueue: the queue has no dead-letter queue any more, if it had one. */
record UnbindDeadLetterQueue(QueueLookup lookup, Queues queues) implements Action<QueueDefinition> {

  @Override
  public QueueDefinition parse(Params params) {
    return lookup.existing(params);
  }

  @Override
  public CompletableFuture<Answer> run(QueueDefinition queue, Client client) {
    return queues.unbindDeadLetter(queue).thenApply(done -> Answer.OK);
  }
}
