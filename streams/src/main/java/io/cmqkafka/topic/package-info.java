/**
 * The rules of topics, pure: which subscriptions a publication is for, and when a failed push is
 * tried again. Knows no Kafka, no clock, no JSON.
 */
package io.cmqkafka.topic;
