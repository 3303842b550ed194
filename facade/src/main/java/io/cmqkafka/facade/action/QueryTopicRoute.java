package io.cmqkafka.facade.action;

import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** QueryTopicRoute: where to reach a topic, which is here. Known from CMQ's Go and TCP clients. */
record QueryTopicRoute(TopicLookup lookup, Supplier<String> address)
    implements Action<TopicDefinition> {

  @Override
  public TopicDefinition parse(Params params) {
    return lookup.existing(params);
  }

  @Override
  public CompletableFuture<Answer> run(TopicDefinition topic, Client client) {
    return CompletableFuture.completedFuture(QueryQueueRoute.route(address.get()));
  }
}
