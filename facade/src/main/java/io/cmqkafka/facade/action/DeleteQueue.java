package io.cmqkafka.facade.action;

import io.cmqkafka.Queues;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.util.concurrent.CompletableFuture;

/**
 * DeleteQueue: deletes a queue with all messages in it.
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/5836">DeleteQueue</a>
 */
record DeleteQueue(QueueLookup lookup, Queues queues) implements Action<QueueDefinition> {

  @Override
  public QueueDefinition parse(Params params) {
    return lookup.existing(params);
  }

  @Override
  public CompletableFuture<Answer> run(QueueDefinition queue, Client client) {
    return queues.drop(queue).thenApply(dropped -> Answer.OK);
  }
}
