package io.cmqkafka.facade.action;

import io.cmqkafka.Numbers;
import io.cmqkafka.Queues;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * GetQueueNumbers: how full some queues were, and what was done with them, over time. This server's
 * own. Queues that do not exist, or that the client may not ask about, are left out.
 */
record GetQueueNumbers(Queues queues, Numbers numbers) implements Action<NumbersRequest> {

  @Override
  public NumbersRequest parse(Params params) {
    return NumbersRequest.read(params, "queueName", NumberField.OF_QUEUES);
  }

  @Override
  public CompletableFuture<Answer> run(NumbersRequest request, Client client) {
    List<QueueDefinition> some =
        request.names().stream()
            .filter(name -> client.rights().allow("GetQueueNumbers", name))
            .map(queues::find)
            .flatMap(Optional::stream)
            .toList();
    return CompletableFuture.completedFuture(
        request.answer(numbers, some, "queueList", numbers::of, ListQueue::write));
  }
}
