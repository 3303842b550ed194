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
  REWIND_NOT_ENABLED,
  REWIND_TIME_INVALID,
  REWIND_EXCEEDS_RETENTION,
  /** The Kafka topic to bind does not exist, or the operator's pattern does not allow it. */
  TOPIC_NOT_BINDABLE,
  /** A bound of this process (pending requests, parked receives, bytes in flight) is reached. */
  OVERLOADED,
  /** Kafka did not answer in time. The request may or may not have taken effect. */
  UNAVAILABLE
}
