package io.cmqkafka.facade.action;

import io.cmqkafka.Topics;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.util.concurrent.CompletableFuture;

/**
 * Unsubscribe: what is still to be pushed is dropped.
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/7417">Unsubscribe</a>
 */
record Unsubscribe(SubscriptionLookup lookup, Topics topics)
    implements Action<SubscriptionDefinition> {

  @Override
  public SubscriptionDefinition parse(Params params) {
    return lookup.existing(params);
  }

  @Override
  public CompletableFuture<Answer> run(SubscriptionDefinition subscription, Client client) {
    return topics.unsubscribe(subscription).thenApply(gone -> Answer.OK);
  }
}
