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
 * records (unclean leader election), or the topic was deleted and made again by hand. New records
 * have offsets that the machine takes for known. So the machine must forget them before it is told
 * of new records:
 *
 * <ul>
 *   <li>in the same topic, all from the new end on;
 *   <li>in another topic of the same name, everything.
 * </ul>
 *
 * @param beginning first offset of the Kafka partition
 * @param end one past the last offset that still has the same record, if the topic is the same
 */
record CutBack(QueueDefinition queue, QueuePartition partition, long beginning, long end) {

  /**
   * Makes the machine forget the lost records. Completes with the offset up to which all records
   * are still the same. Can be repeated when it fails.
   *
   * @param topicIds Kafka's own id of the topic that has this name now
   */
  CompletableFuture<Long> forgetLost(
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
