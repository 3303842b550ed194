package io.cmqkafka.facade.action;

import io.cmqkafka.Repairs;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.util.concurrent.CompletableFuture;

/** StopRedrive, an extension: stops a redrive after the messages that are being moved. */
record StopRedrive(QueueLookup lookup, Repairs repairs) implements Action<QueueDefinition> {

  @Override
  public QueueDefinition parse(Params params) {
    return lookup.existing(params);
  }

  @Override
  public CompletableFuture<Answer> run(QueueDefinition queue, Client client) {
    return repairs.stopRedrive(queue).thenApply(RedriveAnswer::new);
  }
}
