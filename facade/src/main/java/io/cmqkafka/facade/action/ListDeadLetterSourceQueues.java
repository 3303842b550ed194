package io.cmqkafka.facade.action;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cmqkafka.Queues;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.api.Action;
import io.cmqkafka.facade.api.Answer;
import io.cmqkafka.facade.api.Client;
import io.cmqkafka.facade.api.Params;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** ListDeadLetterSourceQueues: the queues whose dead letters go to this one, sorted by name. */
record ListDeadLetterSourceQueues(QueueLookup lookup, Queues queues)
    implements Action<ListDeadLetterSourceQueues.Request> {

  /**
   * @param searchWord empty for all of them
   */
  record Request(QueueDefinition deadLetterQueue, String searchWord, long offset, int limit) {}

  @Override
  public Request parse(Params params) {
    return new Request(
        lookup.existing(params, "deadLetterQueueName"),
        params.optional("searchWord").orElse(""),
        params.number("offset", 0, Long.MAX_VALUE).orElse(0L),
        params.integer("limit", 0, 50).orElse(20));
  }

  @Override
  public CompletableFuture<Answer> run(Request request, Client client) {
    String id = request.deadLetterQueue().id();
    List<QueueDefinition> found =
        queues.list().stream()
            .filter(q -> q.deadLetter() != null && q.deadLetter().queueId().equals(id))
            .filter(q -> q.name().contains(request.searchWord()))
            .toList();
    List<QueueDefinition> page =
        found.stream().skip(request.offset()).limit(request.limit()).toList();
    return CompletableFuture.completedFuture(
        json -> {
          json.writeNumberField("totalCount", found.size());
          json.writeArrayFieldStart("queueList");
          for (QueueDefinition queue : page) {
            write(queue, json);
          }
          json.writeEndArray();
        });
  }

  private static void write(QueueDefinition queue, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("queueId", queue.id());
    json.writeStringField("queueName", queue.name());
    json.writeEndObject();
  }
}
