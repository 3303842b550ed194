package io.cmqkafka.facade.action;

import io.cmqkafka.Topics;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * PublishMessage: a message that no subscription chooses is an error.
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/7411">PublishMessage</a>
 */
record PublishMessage(TopicLookup lookup, Topics topics) implements Action<PublishRequest> {

  @Override
  public PublishRequest parse(Params params) {
    TopicDefinition topic = lookup.existing(params);
    return new PublishRequest(
        topic, List.of(params.bytes("msgBody")), PublishRequest.labels(params, topic.filterType()));
  }

  @Override
  public CompletableFuture<Answer> run(PublishRequest request, Client client) {
    return topics
        .publish(request.topic(), request.bodies(), request.labels())
        .thenApply(ids -> json -> json.writeStringField("msgId", ids.get(0).toString()));
  }
}
