package io.cmqkafka.facade.action;

import io.cmqkafka.facade.api.Action;
import io.cmqkafka.facade.api.Answer;
import io.cmqkafka.facade.api.Client;
import io.cmqkafka.facade.api.Params;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * QueryTopicRoute: where to reach a topic, which is here whatever its name. Known from CMQ's Go and
 * TCP clients.
 */
record QueryTopicRoute(Supplier<String> address) implements Action<String> {

  @Override
  public String parse(Params params) {
    return params.required("topicName");
  }

  @Override
  public CompletableFuture<Answer> run(String topicName, Client client) {
    return CompletableFuture.completedFuture(QueryQueueRoute.route(address.get()));
  }
}
