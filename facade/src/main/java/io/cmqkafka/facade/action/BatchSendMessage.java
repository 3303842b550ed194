package io.cmqkafka.facade.action;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cmqkafka.Queues;
import io.cmqkafka.facade.api.Action;
import io.cmqkafka.facade.api.Answer;
import io.cmqkafka.facade.api.Client;
import io.cmqkafka.facade.api.Params;
import io.cmqkafka.queue.MessageId;
import java.io.IOException;
import java.util.List;
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
        .thenApply(ids -> json -> write(ids, json));
  }

  private static void write(List<MessageId> ids, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("msgList");
    for (MessageId id : ids) {
      json.writeStartObject();
      json.writeStringField("msgId", id.toString());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
