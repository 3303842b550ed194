package io.cmqkafka.facade.action;

import io.cmqkafka.Queues;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.util.concurrent.CompletableFuture;

/**
 * ReceiveMessage: one message, its fields beside the envelope's.
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/5839">ReceiveMessage</a>
 */
record ReceiveMessage(QueueLookup lookup, Queues queues) implements Action<ReceiveRequest> {

  @Override
  public ReceiveRequest parse(Params params) {
    QueueDefinition queue = lookup.existing(params);
    return new ReceiveRequest(queue, 1, ReceiveRequest.waitSeconds(params, queue));
  }

  @Override
  public CompletableFuture<Answer> run(ReceiveRequest request, Client client) {
    return request
        .receive(queues, client)
        .thenApply(received -> ReceivedMessages.of(received, false));
  }
}
