package io.cmqkafka.facade.action;

import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.Params;
import io.cmqkafka.topic.FilterType;
import io.cmqkafka.topic.Labels;
import java.util.List;

/**
 * Bodies to publish, each of a size the topic takes. One bad body refuses them all.
 *
 * @param bodies 1 to 16, 1 MiB together
 * @param labels of every body
 */
record PublishRequest(TopicDefinition topic, List<byte[]> bodies, Labels labels) {

  PublishRequest {
    Batch.check(bodies, topic.maxMsgSize());
  }

  /**
   * Tags are taken on every topic. A routing key is looked at only where it counts, since clients
   * send an empty one to tag topics too; there it must come (10700), but may be empty.
   */
  static Labels labels(Params params, FilterType type) {
    List<String> tags = LabelRules.tags("msgTag", params.texts("msgTag"), CmqError.TOO_MANY_TAGS);
    if (type == FilterType.TAG) {
      return new Labels(tags, "");
    }
    String routingKey =
        params
            .orEmpty("routingKey")
            .orElseThrow(() -> new CmqException(CmqError.ROUTING_KEY_LACKING));
    return new Labels(tags, LabelRules.key("routingKey", routingKey));
  }
}
