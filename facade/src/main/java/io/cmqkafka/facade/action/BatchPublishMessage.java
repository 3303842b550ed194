package io.cmqkafka.facade.action;

import io.cmqkafka.Topics;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.util.concurrent.CompletableFuture;

/**
 * BatchPublishMessage: all or none, with the same labels for all.
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/7412">BatchPublishMessage</a>
 */
record BatchPublishMessage(TopicLookup lookup, Topics topics) implements Action<PublishRequest> {

  @Override
  public PublishRequest parse(Params params) {
    TopicDefinition topic = lookup.existing(params);
    return new PublishRequest(
        topic,
        params.indexedBytes("msgBody", Batch.MAX_MESSAGES),
        PublishRequest.labels(params, topic.filterType()));
  }

  @Override
  public CompletableFuture<Answer> run(PublishRequest request, Client client) {
    return topics
        .publish(request.topic(), request.bodies(), request.labels())
        .thenApply(Batch::sent);
  }
}
