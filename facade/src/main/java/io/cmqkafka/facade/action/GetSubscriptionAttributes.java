package io.cmqkafka.facade.action;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cmqkafka.SubscriptionState;
import io.cmqkafka.Topics;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import io.cmqkafka.queue.LastPushes;
import io.cmqkafka.queue.PushFailure;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * GetSubscriptionAttributes: settings, how many messages still wait to be delivered, and, which is
 * this server's own, whether there is anything to deliver to, and how the last pushes went.
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
    return topics.state(subscription).thenApply(state -> json -> write(subscription, state, json));
  }

  private static void write(
      SubscriptionDefinition subscription, SubscriptionState state, JsonGenerator json)
      throws IOException {
    // The account that owns the topic, a fact of Tencent's cloud; clients want a string.
    json.writeStringField("topicOwner", "0");
    json.writeNumberField("msgCount", state.waiting());
    SubscriptionFields.writeTarget(subscription, json);
    json.writeStringField("notifyStrategy", subscription.notifyStrategy().name());
    json.writeStringField("notifyContentFormat", subscription.notifyContentFormat().name());
    json.writeNumberField("createTime", UnixTime.seconds(subscription.createTimeMs()));
    json.writeNumberField("lastModifyTime", UnixTime.seconds(subscription.lastModifyTimeMs()));
    SubscriptionFields.writeFilter(subscription, json);
    if (state.isEndpointGone()) {
      json.writeNumberField("endpointGone", 1);
    }
    writeLastPushes(state.lastPushes(), json);
  }

  private static void writeLastPushes(LastPushes last, JsonGenerator json) throws IOException {
    if (last.takenMs() > 0) {
      json.writeNumberField("lastPushSuccessTime", UnixTime.seconds(last.takenMs()));
    }
    PushFailure failure = last.failure();
    if (failure != null) {
      json.writeNumberField("lastPushFailureTime", UnixTime.seconds(failure.timeMs()));
      json.writeStringField("lastPushFailure", failure.reason());
      json.writeNumberField("lastPushFailureTries", failure.tries());
      if (failure.nextMs() > 0) {
        json.writeNumberField("lastPushFailureNextTime", UnixTime.seconds(failure.nextMs()));
      }
    }
  }
}
