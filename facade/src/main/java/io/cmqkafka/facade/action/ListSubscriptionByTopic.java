package io.cmqkafka.facade.action;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cmqkafka.Topics;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * ListSubscriptionByTopic: the subscriptions whose name contains searchWord, sorted by name.
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/7415">ListSubscriptionByTopic</a>
 */
record ListSubscriptionByTopic(TopicLookup lookup, Topics topics)
    implements Action<ListSubscriptionByTopic.Request> {

  record Request(TopicDefinition topic, Page page) {}

  @Override
  public Request parse(Params params) {
    return new Request(lookup.existing(params), Page.read(params, 1_000, 100));
  }

  @Override
  public CompletableFuture<Answer> run(Request request, Client client) {
    return CompletableFuture.completedFuture(
        request
            .page()
            .of(
                topics.subscriptions(request.topic()),
                SubscriptionDefinition::name,
                "subscriptionList",
                ListSubscriptionByTopic::write));
  }

  private static void write(SubscriptionDefinition subscription, JsonGenerator json)
      throws IOException {
    json.writeStringField("subscriptionId", subscription.id());
    json.writeStringField("subscriptionName", subscription.name());
    SubscriptionFields.writeTarget(subscription, json);
  }
}
