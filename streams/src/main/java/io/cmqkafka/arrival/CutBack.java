package io.cmqkafka.arrival;

import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A Kafka partition that ends before what the machine of a queue partition knows: Kafka has lost
 * records (unclean leader election), or the topic was deleted and made again by hand. What comes
 * now has offsets that the machine takes for known, so it must forget those before it is told:
 *
 * <ul>
 *   <li>in the same topic from the new end on;
 *   <li>in another topic of that name all.
 * </ul>
 *
 * @param beginning first offset of the Kafka partition
 * @param end one past the last offset that is still what it was, if the topic is
 */
record CutBack(QueueDefinition queue, QueuePartition partition, long beginning, long end) {

  /**
   * Completes with the offset up to which everything is still what it was, once the machine has
   * forgotten what lay past it; can be repeated when it fails.
   *
   * @param topicIds Kafka's own id of the topic that has this name now
   */
  CompletableFuture<Long> settle(
      CommandLog log, Function<String, CompletableFuture<String>> topicIds) {
    return topicIds
        .apply(queue.kafkaTopic())
        .thenApply(id -> id.equals(queue.topicId()) ? end : 0)
        .thenCompose(
            left ->
                log.ask(partition, new QueueCommand.CutBack(left))
                    .reply()
                    .thenApply(reply -> forgotten(left, reply)));
  }

  private static long forgotten(long left, Reply reply) {
    if (reply instanceof Reply.KnownUpTo known && known.end() <= left) {
      return left;
    }
    throw new IllegalStateException("the machine has not forgotten yet: " + reply);
  }
}
