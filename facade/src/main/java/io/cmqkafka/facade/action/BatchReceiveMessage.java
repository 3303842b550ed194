package io.cmqkafka.facade.action;

import io.cmqkafka.Queues;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.util.concurrent.CompletableFuture;

/**
 * BatchReceiveMessage: up to numOfMsg messages; it waits only while there is none.
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/5924">BatchReceiveMessage</a>
 */
record BatchReceiveMessage(QueueLookup lookup, Queues queues) implements Action<ReceiveRequest> {

  @Override
  public ReceiveRequest parse(Params params) {
    QueueDefinition queue = lookup.existing(params);
    int max = params.requiredInteger("numOfMsg", 1, Batch.MAX_MESSAGES);
    return new ReceiveRequest(queue, max, ReceiveRequest.waitSeconds(params, queue));
  }

  @Override
  public CompletableFuture<Answer> run(ReceiveRequest request, Client client) {
    return request
        .receive(queues, client)
        .thenApply(received -> ReceivedMessages.of(received, true));
  }
}
