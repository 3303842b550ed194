package io.cmqkafka.facade.action;

import io.cmqkafka.Numbers;
import io.cmqkafka.Topics;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * GetTopicNumbers: what was published to some topics over time, and what became of it for their
 * subscriptions together. This server's own. Topics that do not exist, or that the client may not
 * ask about, are left out.
 */
record GetTopicNumbers(Topics topics, Numbers numbers) implements Action<NumbersRequest> {

  @Override
  public NumbersRequest parse(Params params) {
    return NumbersRequest.read(params, "topicName", NumberField.OF_TOPICS);
  }

  @Override
  public CompletableFuture<Answer> run(NumbersRequest request, Client client) {
    List<TopicDefinition> some =
        request.names().stream()
            .filter(name -> client.rights().allow("GetTopicNumbers", name))
            .map(topics::find)
            .flatMap(Optional::stream)
            .toList();
    return CompletableFuture.completedFuture(
        request.answer(numbers, some, "topicList", numbers::of, ListTopic::write));
  }
}
