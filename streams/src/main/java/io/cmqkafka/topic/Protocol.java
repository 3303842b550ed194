package io.cmqkafka.topic;

/** Where a subscription's messages go. */
public enum Protocol {
  /** Pushed to a URL. */
  HTTP,
  /** Put into a queue of this service. */
  QUEUE,
  /** Put into an existing Kafka topic, for consumers that know Kafka; not of CMQ. */
  KAFKA
}
