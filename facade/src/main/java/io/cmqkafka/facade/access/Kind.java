package io.cmqkafka.facade.access;

/** What an action is about. */
enum Kind {
  QUEUE,
  TOPIC
}
