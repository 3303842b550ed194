package io.cmqkafka.facade.action;

import io.cmqkafka.Repairs;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.JsonWriter;
import io.cmqkafka.facade.classic.Params;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.MessageState;
import io.cmqkafka.queue.QueueCommand.Choose.Act;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * DiscardMessages and ReleaseMessages, extensions: delete messages, or end their visibility
 * timeouts, that somebody has chosen by id. The answer says of each whether that was done, and in
 * which state it was.
 */
record ChooseMessages(QueueLookup lookup, Repairs repairs, Act act)
    implements Action<ChooseMessages.Request> {

  record Request(QueueDefinition queue, List<MessageId> ids) {}

  @Override
  public Request parse(Params params) {
    QueueDefinition queue = lookup.existing(params);
    return new Request(queue, MessageIds.read(params, queue));
  }

  @Override
  public CompletableFuture<Answer> run(Request request, Client client) {
    return repairs
        .choose(request.queue(), request.ids(), act)
        .thenApply(were -> json -> write(request.ids(), were, json));
  }

  private void write(List<MessageId> ids, List<MessageState> were, JsonWriter json)
      throws IOException {
    json.writeArrayFieldStart("messages");
    for (int i = 0; i < ids.size(); i++) {
      MessageState was = were.get(i);
      json.writeStartObject();
      json.writeStringField("msgId", ids.get(i).toString());
      json.writeBooleanField("done", act.leadsOnFrom(was));
      json.writeStringField("state", was == null ? "none" : was.name().toLowerCase(Locale.ROOT));
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
