package io.cmqkafka.queue;

/** Where replies go. Replays repeat them, so whoever takes them ignores what nobody waits for. */
@FunctionalInterface
public interface Outbox {
  void reply(Origin to, Reply reply);

  /**
   * Where replies about this queue partition go: to where the others go, unless this process has
   * something to add to them that no machine knows.
   */
  default Outbox about(QueuePartition queue) {
    return this;
  }
}
