package io.cmqkafka.facade.action;

import io.cmqkafka.RedriveOutcome;
import io.cmqkafka.Repairs;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.JsonWriter;
import io.cmqkafka.facade.classic.Params;
import io.cmqkafka.queue.MessageId;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * RedriveMessages, an extension: moves chosen messages to another queue, mostly dead letters back
 * to where they died, and says what became of each.
 */
record RedriveMessages(QueueLookup lookup, Repairs repairs)
    implements Action<RedriveMessages.Request> {

  /**
   * @param target null for the queue in which each message died
   */
  record Request(QueueDefinition queue, List<MessageId> ids, String target) {}

  @Override
  public Request parse(Params params) {
    QueueDefinition queue = lookup.existing(params);
    return new Request(
        queue, MessageIds.read(params, queue), RedriveTarget.read(params, lookup, queue));
  }

  @Override
  public CompletableFuture<Answer> run(Request request, Client client) {
    Permission.toSendTo(request.target(), client);
    return repairs
        .redrive(
            request.queue(),
            request.ids(),
            request.target(),
            to -> Permission.isToSendTo(to, client))
        .thenApply(outcomes -> json -> write(outcomes, json));
  }

  private static void write(List<RedriveOutcome> outcomes, JsonWriter json) throws IOException {
    json.writeArrayFieldStart("messages");
    for (RedriveOutcome outcome : outcomes) {
      json.writeStartObject();
      json.writeStringField("msgId", outcome.id().toString());
      json.writeStringField("result", outcome.result().name().toLowerCase(Locale.ROOT));
      if (outcome.to() != null) {
        json.writeStringField("toQueueName", outcome.to());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
