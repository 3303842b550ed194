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
 * GetTopicAttributes: settings and how many messages still wait for a subscriber.
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/7408">GetTopicAttributes</a>
 */
record GetTopicAttributes(TopicLookup lookup, Topics topics, Limits limits)
    implements Action<TopicDefinition> {

  @Override
  public TopicDefinition parse(Params params) {
    return lookup.existing(params);
  }

  @Override
  public CompletableFuture<Answer> run(TopicDefinition topic, Client client) {
    return topics.messageCount(topic).thenApply(count -> json -> write(topic, count, json));
  }

  private void write(TopicDefinition topic, long messages, JsonGenerator json) throws IOException {
    json.writeStringField("codeDesc", "Success");
    json.writeStringField("topicName", topic.name());
    json.writeStringField("topicId", topic.id());
    json.writeNumberField("msgCount", messages);
    json.writeNumberField("maxMsgSize", topic.maxMsgSize());
    json.writeNumberField("msgRetentionSeconds", TopicDefinition.MSG_RETENTION_SECONDS);
    json.writeNumberField("filterType", topic.filterType().number());
    json.writeNumberField("createTime", UnixTime.seconds(topic.createTimeMs()));
    json.writeNumberField("lastModifyTime", UnixTime.seconds(topic.lastModifyTimeMs()));
    // Facts of Tencent's cloud that clients read and that have no meaning here.
    json.writeNumberField("createUin", 0);
    json.writeNumberField("qps", limits.shownTopicQps());
    json.writeArrayFieldStart("tags");
    json.writeEndArray();
  }
}
