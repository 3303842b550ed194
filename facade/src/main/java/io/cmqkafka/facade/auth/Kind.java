package io.cmqkafka.facade.auth;

/** What an action is about. */
enum Kind {
  QUEUE,
  TOPIC
}
