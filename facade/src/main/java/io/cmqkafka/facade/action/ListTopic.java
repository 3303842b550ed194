package io.cmqkafka.facade.action;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cmqkafka.Topics;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * ListTopic: the topics whose name contains searchWord, sorted by name, as far as the client may
 * list them.
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/7407">ListTopic</a>
 */
record ListTopic(Topics topics) implements Action<Page> {

  @Override
  public Page parse(Params params) {
    return Page.read(params, Long.MAX_VALUE, 50);
  }

  @Override
  public CompletableFuture<Answer> run(Page page, Client client) {
    return CompletableFuture.completedFuture(
        page.of(
            topics.list().stream()
                .filter(topic -> client.rights().allow("ListTopic", topic.name()))
                .toList(),
            TopicDefinition::name,
            "topicList",
            ListTopic::write));
  }

  /** How a topic is shown in lists. */
  static void write(TopicDefinition topic, JsonGenerator json) throws IOException {
    json.writeStringField("topicId", topic.id());
    json.writeStringField("topicName", topic.name());
  }
}
