package io.cmqkafka.facade.action;

import io.cmqkafka.Queues;
import io.cmqkafka.Repairs;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.util.concurrent.CompletableFuture;

/** GetRedrive, an extension: how far the latest redrive of a queue is. */
record GetRedrive(QueueLookup lookup, Queues queues, Repairs repairs)
    implements Action<QueueDefinition> {

  @Override
  public QueueDefinition parse(Params params) {
    return lookup.existing(params);
  }

  @Override
  public CompletableFuture<Answer> run(QueueDefinition queue, Client client) {
    return queues
        .catchUp()
        .thenApply(read -> new RedriveAnswer(repairs.latestRedrive(queue).orElse(null)));
  }
}
