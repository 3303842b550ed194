package io.cmqkafka.facade.action;

import io.cmqkafka.Topics;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.util.concurrent.CompletableFuture;

/**
 * DeleteTopic: refused while it has a subscription.
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/7409">DeleteTopic</a>
 */
record DeleteTopic(TopicLookup lookup, Topics topics) implements Action<TopicDefinition> {

  @Override
  public TopicDefinition parse(Params params) {
    return lookup.existing(params);
  }

  @Override
  public CompletableFuture<Answer> run(TopicDefinition topic, Client client) {
    return topics.drop(topic).thenApply(dropped -> Answer.OK);
  }
}
