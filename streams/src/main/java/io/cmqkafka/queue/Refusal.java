package io.cmqkafka.queue;

/** Why something asked of a queue was not done. The HTTP side gives each reason its CMQ code. */
public enum Refusal {
  NO_SUCH_QUEUE,
  QUEUE_EXISTS,
  QUEUE_LIMIT_REACHED,
  /** The name was deleted moments ago and its Kafka topic is still being removed. */
  NAME_BEING_RELEASED,
  HEAP_FULL,
  /** So many messages are in flight that no more may be received. */
  TOO_MANY_INACTIVE,
  /** So many messages are delayed that no more may be sent with a delay. */
  TOO_MANY_DELAYED,
  /** The queue never had a message of this id. */
  NO_SUCH_MESSAGE,
  REWIND_NOT_ENABLED,
  REWIND_TIME_INVALID,
  REWIND_EXCEEDS_RETENTION,
  /** The Kafka topic to bind does not exist, or the operator's pattern does not allow it. */
  TOPIC_NOT_BINDABLE,
  /** The queue's Kafka topic was deleted with Kafka's own tools. */
  KAFKA_TOPIC_GONE,
  /** Kafka holds two names for one that differ in {@code .} and {@code _} only. */
  NAME_COLLIDES,
  /** A Kafka topic of a delivery topic's name is there and is not as a delivery topic must be. */
  DELIVERY_TOPIC_UNSUITABLE,
  /** The queue named as dead-letter queue does not exist. */
  NO_SUCH_DEAD_LETTER_QUEUE,
  /** The Kafka topic of the queue named as dead-letter queue would refuse dead letters. */
  DEAD_LETTER_QUEUE_UNSUITABLE,
  /** A dead-letter queue cannot have a dead-letter queue of its own. */
  DEAD_LETTER_NESTED,
  /** The queue is the dead-letter queue of another one and cannot be deleted. */
  IS_DEAD_LETTER_QUEUE,
  /** So many queues have this dead-letter queue that no more can. */
  DEAD_LETTER_BOUND_TOO_OFTEN,
  /** A maxTimeToLive that is not below msgRetentionSeconds would never come. */
  DEAD_LETTER_EXCEEDS_RETENTION,
  NO_SUCH_TOPIC,
  TOPIC_EXISTS,
  TOPIC_LIMIT_REACHED,
  /** A topic that has subscriptions cannot be deleted. */
  TOPIC_HAS_SUBSCRIPTIONS,
  NO_SUCH_SUBSCRIPTION,
  SUBSCRIPTION_EXISTS,
  SUBSCRIPTION_LIMIT_REACHED,
  /** The endpoint cannot be delivered to: no such queue or Kafka topic, or not allowed. */
  ENDPOINT_ILLEGAL,
  /** The topic has no subscription, so a publication would have no receiver. */
  NO_SUBSCRIPTION,
  /** No subscription chooses the publication. */
  NOTHING_MATCHES,
  /** Messages of the queue are being moved already. */
  REDRIVE_UNDER_WAY,
  /** There is no redrive of the queue that could stop or go on. */
  NO_REDRIVE,
  /** The redrive has changed meanwhile. */
  REDRIVE_CHANGED,
  /** The rules in force do not know the command: some process of the cluster is of before it. */
  RULES_TOO_OLD,
  /** A bound of this process (pending requests, parked receives, bytes in flight) is reached. */
  OVERLOADED,
  /** Kafka did not answer in time. The request may or may not have taken effect. */
  UNAVAILABLE
}
