package io.cmqkafka.facade.action;

import io.cmqkafka.Topics;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * SetTopicAttributes: maxMsgSize is all that can be changed; without it nothing is.
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/7406">SetTopicAttributes</a>
 */
record SetTopicAttributes(TopicLookup lookup, Topics topics)
    implements Action<SetTopicAttributes.Request> {

  record Request(TopicDefinition topic, Optional<Integer> maxMsgSize) {}

  @Override
  public Request parse(Params params) {
    return new Request(lookup.existing(params), CreateTopic.maxMsgSize(params));
  }

  @Override
  public CompletableFuture<Answer> run(Request request, Client client) {
    return request
        .maxMsgSize()
        .map(size -> topics.change(request.topic(), size).thenApply(changed -> Answer.OK))
        .orElseGet(() -> CompletableFuture.completedFuture(Answer.OK));
  }
}
