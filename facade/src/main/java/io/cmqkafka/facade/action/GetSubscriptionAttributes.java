package io.cmqkafka.facade.action;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cmqkafka.Topics;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.facade.api.Action;
import io.cmqkafka.facade.api.Answer;
import io.cmqkafka.facade.api.Client;
import io.cmqkafka.facade.api.Params;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * GetSubscriptionAttributes: settings and how many messages still wait to be delivered.
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/7418">GetSubscriptionAttributes</a>
 */
record GetSubscriptionAttributes(SubscriptionLookup lookup, Topics topics)
    implements Action<SubscriptionDefinition> {

  @Override
  public SubscriptionDefinition parse(Params params) {
    return lookup.existing(params);
  }

  @Override
  public CompletableFuture<Answer> run(SubscriptionDefinition subscription, Client client) {
    return topics
        .messageCount(subscription)
        .thenApply(count -> json -> write(subscription, count, json));
  }

  private static void write(SubscriptionDefinition subscription, long messages, JsonGenerator json)
      throws IOException {
    // The account that owns the topic, a fact of Tencent's cloud; clients want a string.
    json.writeStringField("topicOwner", "0");
    json.writeNumberField("msgCount", messages);
    SubscriptionFields.writeTarget(subscription, json);
    json.writeStringField("notifyStrategy", subscription.notifyStrategy().name());
    json.writeStringField("notifyContentFormat", subscription.notifyContentFormat().name());
    json.writeNumberField("createTime", UnixTime.seconds(subscription.createTimeMs()));
    json.writeNumberField("lastModifyTime", UnixTime.seconds(subscription.lastModifyTimeMs()));
    SubscriptionFields.writeFilter(subscription, json);
    if (subscription.deadLetterQueue() != null) {
      json.writeStringField("deadLetterQueue", subscription.deadLetterQueue());
    }
  }
}
