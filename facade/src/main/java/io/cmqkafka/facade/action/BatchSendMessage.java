package io.cmqkafka.facade.action;

import io.cmqkafka.Queues;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.util.concurrent.CompletableFuture;

/**
 * BatchSendMessage: all or none, with one delay for all.
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/5838">BatchSendMessage</a>
 */
record BatchSendMessage(QueueLookup lookup, Queues queues, Limits limits)
    implements Action<SendRequest> {

  @Override
  public SendRequest parse(Params params) {
    return new SendRequest(
        lookup.existing(params),
        params.indexedBytes("msgBody", Batch.MAX_MESSAGES),
        SendRequest.delaySeconds(params, limits));
  }

  @Override
  public CompletableFuture<Answer> run(SendRequest request, Client client) {
    return queues
        .send(request.queue(), request.bodies(), request.delaySeconds())
        .thenApply(Batch::sent);
  }
}
