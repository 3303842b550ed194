package io.cmqkafka.facade.action;

import io.cmqkafka.Queues;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * ListDeadLetterSourceQueues: the queues whose dead letters go to this one, sorted by name, as far
 * as the client may list them.
 */
record ListDeadLetterSourceQueues(QueueLookup lookup, Queues queues)
    implements Action<ListDeadLetterSourceQueues.Request> {

  record Request(QueueDefinition deadLetterQueue, Page page) {}

  @Override
  public Request parse(Params params) {
    return new Request(
        lookup.existing(params, "deadLetterQueueName"), Page.read(params, Long.MAX_VALUE, 50));
  }

  @Override
  public CompletableFuture<Answer> run(Request request, Client client) {
    String id = request.deadLetterQueue().id();
    List<QueueDefinition> sources =
        queues.list().stream()
            .filter(q -> q.deadLetter() != null && q.deadLetter().queueId().equals(id))
            .filter(q -> ListQueue.isShown(q, client))
            .toList();
    return CompletableFuture.completedFuture(
        request.page().of(sources, QueueDefinition::name, "queueList", ListQueue::write));
  }
}
