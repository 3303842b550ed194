package io.cmqkafka.facade.action;

import io.cmqkafka.Topics;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import io.cmqkafka.topic.Filter;
import io.cmqkafka.topic.SubscriptionChanges;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * SetSubscriptionAttributes: what is not named keeps its value, binding keys too, although CMQ's
 * documents call them required: its clients leave them out.
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/7416">SetSubscriptionAttributes</a>
 */
record SetSubscriptionAttributes(SubscriptionLookup lookup, Topics topics)
    implements Action<SetSubscriptionAttributes.Request> {

  record Request(SubscriptionDefinition subscription, SubscriptionChanges changes) {}

  @Override
  public Request parse(Params params) {
    TopicDefinition topic = lookup.topic(params);
    SubscriptionDefinition subscription = lookup.existing(topic, params);
    Filter named = FilterParams.read(params, topic.filterType());
    return new Request(
        subscription,
        new SubscriptionChanges(
            NotifyParams.strategy(params).orElse(null),
            NotifyParams.contentFormat(params).orElse(null),
            orNull(named.tags()),
            orNull(named.bindingKeys())));
  }

  private static List<String> orNull(List<String> texts) {
    return texts.isEmpty() ? null : texts;
  }

  @Override
  public CompletableFuture<Answer> run(Request request, Client client) {
    return topics.change(request.subscription(), request.changes()).thenApply(changed -> Answer.OK);
  }
}
