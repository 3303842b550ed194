package io.cmqkafka.queue;

/** Where replies go. Replays repeat replies, so a reply that no request waits for is ignored. */
@FunctionalInterface
public interface Outbox {
  void reply(Origin to, Reply reply);

  /**
   * Called before the state that goes with the replies is committed: waits, for a bounded time,
   * until they are where they outlast this process.
   */
  default void flush() {}

  /**
   * Where replies about this queue partition go: to where the others go, unless this process has
   * something to add to them that no machine knows.
   */
  default Outbox about(QueuePartition queue) {
    return this;
  }
}
