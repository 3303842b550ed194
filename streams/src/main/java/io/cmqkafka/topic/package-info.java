/**
 * The rules of topics, pure: which subscriptions a publication is for, and when a failed push is
 * tried again. Knows no Kafka, no clock, no JSON. Begin with {@link io.cmqkafka.topic.Matcher}.
 */
package io.cmqkafka.topic;
