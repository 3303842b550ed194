package io.cmqkafka.facade.action;

import io.cmqkafka.Queues;
import io.cmqkafka.TracePosition;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.Params;
import io.cmqkafka.queue.MessageId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** TraceMessage, an extension: what became of a message, as far as the commands log tells. */
record TraceMessage(QueueLookup lookup, Queues queues) implements Action<TraceMessage.Request> {
  private static final int MAX_SEARCH_RECORDS = 500_000;
  private static final int DEFAULT_SEARCH_RECORDS = 100_000;

  record Request(
      QueueDefinition queue, MessageId id, Optional<TracePosition> from, int searchRecords) {}

  @Override
  public Request parse(Params params) {
    QueueDefinition queue = lookup.existing(params);
    MessageId id = MessageIds.parse(params.required("msgId"), queue);
    return new Request(
        queue,
        id,
        params
            .optional("position")
            .map(position -> PositionMark.of(queue, id).takenOff("position", position))
            .map(TraceMessage::position),
        params.integer("searchRecords", 1, MAX_SEARCH_RECORDS).orElse(DEFAULT_SEARCH_RECORDS));
  }

  private static TracePosition position(String text) {
    return TracePosition.parse(text)
        .orElseThrow(() -> new CmqException(CmqError.OUT_OF_RANGE, "position"));
  }

  @Override
  public CompletableFuture<Answer> run(Request request, Client client) {
    return queues
        .trace(request.queue(), request.id(), request.from(), request.searchRecords())
        .thenApply(trace -> new TraceAnswer(request.queue(), request.id(), trace));
  }
}
