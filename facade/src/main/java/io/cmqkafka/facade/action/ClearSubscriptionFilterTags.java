package io.cmqkafka.facade.action;

import io.cmqkafka.Topics;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import io.cmqkafka.topic.SubscriptionChanges;
import java.util.concurrent.CompletableFuture;

/**
 * ClearSubscriptionFilterTags: the subscription then receives everything. Binding keys stay, so
 * that on a topic of filterType 2 nothing changes.
 */
record ClearSubscriptionFilterTags(SubscriptionLookup lookup, Topics topics)
    implements Action<SubscriptionDefinition> {

  @Override
  public SubscriptionDefinition parse(Params params) {
    return lookup.existing(params);
  }

  @Override
  public CompletableFuture<Answer> run(SubscriptionDefinition subscription, Client client) {
    return topics
        .change(subscription, SubscriptionChanges.CLEAR_TAGS)
        .thenApply(cleared -> Answer.OK);
  }
}
