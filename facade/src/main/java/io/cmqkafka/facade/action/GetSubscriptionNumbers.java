package io.cmqkafka.facade.action;

import io.cmqkafka.Numbers;
import io.cmqkafka.Topics;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * GetSubscriptionNumbers: how many messages waited to be pushed for some subscriptions of a topic,
 * and how many were delivered and how many not, over time. This server's own. Subscriptions that do
 * not exist are left out.
 */
record GetSubscriptionNumbers(TopicLookup lookup, Topics topics, Numbers numbers)
    implements Action<GetSubscriptionNumbers.Request> {

  record Request(TopicDefinition topic, NumbersRequest numbers) {}

  @Override
  public Request parse(Params params) {
    return new Request(
        lookup.existing(params),
        NumbersRequest.read(params, "subscriptionName", NumberField.OF_SUBSCRIPTIONS));
  }

  @Override
  public CompletableFuture<Answer> run(Request request, Client client) {
    List<SubscriptionDefinition> some =
        request.numbers().names().stream()
            .map(name -> topics.subscription(request.topic(), name))
            .flatMap(Optional::stream)
            .toList();
    return CompletableFuture.completedFuture(
        request
            .numbers()
            .answer(
                numbers,
                some,
                "subscriptionList",
                numbers::of,
                (subscription, json) -> {
                  json.writeStringField("subscriptionId", subscription.id());
                  json.writeStringField("subscriptionName", subscription.name());
                }));
  }
}
