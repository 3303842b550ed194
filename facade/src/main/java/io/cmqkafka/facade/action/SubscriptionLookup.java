package io.cmqkafka.facade.action;

import io.cmqkafka.Topics;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.Params;

/** From the parameters topicName and subscriptionName to the subscription. */
record SubscriptionLookup(TopicLookup lookup, Topics topics) {

  /** The subscription that must exist, else 10560, of a topic that must exist, else 4440. */
  SubscriptionDefinition existing(Params params) {
    return existing(topic(params), params);
  }

  SubscriptionDefinition existing(TopicDefinition topic, Params params) {
    return topics
        .subscription(topic, name(params))
        .orElseThrow(() -> new CmqException(CmqError.SUBSCRIPTION_NOT_EXISTED));
  }

  /** The topic that must exist, else 4440. */
  TopicDefinition topic(Params params) {
    return lookup.existing(params);
  }

  /** A well-formed name, else 10580, whether or not the subscription exists. */
  static String name(Params params) {
    String name = params.required("subscriptionName");
    if (!Names.isWellFormed(name)) {
      throw new CmqException(CmqError.SUBSCRIPTION_NAME_FORMAT);
    }
    return name;
  }
}
