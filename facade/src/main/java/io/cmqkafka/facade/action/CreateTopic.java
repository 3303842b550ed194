package io.cmqkafka.facade.action;

import io.cmqkafka.NewTopic;
import io.cmqkafka.Topics;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import io.cmqkafka.topic.FilterType;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * CreateTopic: an existing name is an error, also with identical attributes.
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/7405">CreateTopic</a>
 */
record CreateTopic(Topics topics) implements Action<NewTopic> {
  private static final int DEFAULT_MAX_MSG_SIZE = 65_536;

  @Override
  public NewTopic parse(Params params) {
    return new NewTopic(
        TopicLookup.name(params),
        maxMsgSize(params).orElse(DEFAULT_MAX_MSG_SIZE),
        filterType(params));
  }

  /** Where CMQ's documents contradict each other the widest range is taken. */
  static Optional<Integer> maxMsgSize(Params params) {
    return params.integer("maxMsgSize", 1_024, 1_048_576);
  }

  private static FilterType filterType(Params params) {
    int routing = FilterType.ROUTING.number();
    int tag = FilterType.TAG.number();
    int number = params.integer("filterType", tag, routing).orElse(tag);
    return number == routing ? FilterType.ROUTING : FilterType.TAG;
  }

  @Override
  public CompletableFuture<Answer> run(NewTopic request, Client client) {
    return topics
        .create(request)
        .<Answer>thenApply(topic -> json -> json.writeStringField("topicId", topic.id()))
        .exceptionally(TopicRefusals::inTopicsWords);
  }
}
