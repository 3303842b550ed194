package io.cmqkafka.facade.action;

import io.cmqkafka.Queues;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * SendMessage.
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/5837">SendMessage</a>
 */
record SendMessage(QueueLookup lookup, Queues queues, Limits limits)
    implements Action<SendRequest> {

  @Override
  public SendRequest parse(Params params) {
    return new SendRequest(
        lookup.existing(params),
        List.of(params.bytes("msgBody")),
        SendRequest.delaySeconds(params, limits));
  }

  @Override
  public CompletableFuture<Answer> run(SendRequest request, Client client) {
    return queues
        .send(request.queue(), request.bodies(), request.delaySeconds())
        .thenApply(ids -> json -> json.writeStringField("msgId", ids.get(0).toString()));
  }
}
