package io.cmqkafka.facade.action;

import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** QueryQueueRoute: where to reach a queue, which is here. Known from CMQ's Go and TCP clients. */
record QueryQueueRoute(QueueLookup lookup, Supplier<String> address)
    implements Action<QueueDefinition> {

  @Override
  public QueueDefinition parse(Params params) {
    return lookup.existing(params);
  }

  @Override
  public CompletableFuture<Answer> run(QueueDefinition queue, Client client) {
    return CompletableFuture.completedFuture(route(address.get()));
  }

  static Answer route(String address) {
    return json -> {
      json.writeArrayFieldStart("addr");
      json.writeString(address);
      json.writeEndArray();
    };
  }
}
