package io.cmqkafka.queue;

/** Where replies go. Replays repeat them, so whoever takes them ignores what nobody waits for. */
@FunctionalInterface
public interface Outbox {
  void reply(Origin to, Reply reply);
}
