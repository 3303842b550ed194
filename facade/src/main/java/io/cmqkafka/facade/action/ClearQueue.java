package io.cmqkafka.facade.action;

import io.cmqkafka.Queues;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.util.concurrent.CompletableFuture;

/**
 * ClearQueue: drops every message of a queue. This server's own addition to the HTTP API; CMQ has
 * the action, with the same parameter, in API 3.0 only.
 */
record ClearQueue(QueueLookup lookup, Queues queues) implements Action<QueueDefinition> {

  @Override
  public QueueDefinition parse(Params params) {
    return lookup.existing(params);
  }

  @Override
  public CompletableFuture<Answer> run(QueueDefinition queue, Client client) {
    return queues.clear(queue).thenApply(cleared -> Answer.OK);
  }
}
