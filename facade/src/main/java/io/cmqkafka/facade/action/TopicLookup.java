package io.cmqkafka.facade.action;

import io.cmqkafka.Topics;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.Params;

/** From the parameter topicName to the topic. */
record TopicLookup(Topics topics) {

  /** The topic that must exist, else 4440. */
  TopicDefinition existing(Params params) {
    return topics
        .find(name(params))
        .orElseThrow(() -> new CmqException(CmqError.TOPIC_NOT_EXISTED));
  }

  /** A well-formed name, else 10590, whether or not the topic exists. */
  static String name(Params params) {
    // An example of CMQ's own documents has the capital.
    String name =
        params
            .optional("topicName")
            .or(() -> params.optional("TopicName"))
            .orElseThrow(() -> new CmqException(CmqError.LACK_OF_PARAMETER, "topicName"));
    if (!Names.isWellFormed(name)) {
      throw new CmqException(CmqError.TOPIC_NAME_FORMAT);
    }
    return name;
  }
}
