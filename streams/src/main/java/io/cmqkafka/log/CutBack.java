package io.cmqkafka.log;

import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A Kafka partition that ends before what the machine of a queue partition knows: Kafka has lost
 * records (unclean leader election), or the topic was deleted and made again by hand. What comes
 * now has offsets that the machine takes for known, so it must forget and be told again:
 *
 * <ul>
 *   <li>in the same topic from the first message on that is not deleted, or from the new end if
 *       there is none before it: nothing that is left is lost, and what was deleted out of order
 *       comes again;
 *   <li>in another topic of that name from its beginning on.
 * </ul>
 *
 * One object for one such event. Not thread-safe: one {@link #settle} after the other.
 */
final class CutBack {
  private final QueueDefinition queue;
  private final QueuePartition partition;
  private final long beginning;
  private final long end;

  /** Asked once: after the machine has forgotten it has no answer any more. */
  private volatile Long from;

  /**
   * @param beginning first offset of the Kafka partition
   * @param end one past the last offset that is still what it was
   */
  CutBack(QueueDefinition queue, int partition, long beginning, long end) {
    this.queue = queue;
    this.partition = new QueuePartition(queue.id(), partition);
    this.beginning = beginning;
    this.end = Math.max(beginning, end);
  }

  /**
   * Completes with the offset to tell from, once the machine has forgotten; can be repeated when it
   * fails. Receives that wait are answered NO_SUCH_QUEUE meanwhile.
   *
   * @param topicIds Kafka's own id of the topic that has this name now
   */
  CompletableFuture<Long> settle(
      CommandLog log, Function<String, CompletableFuture<String>> topicIds) {
    return (from != null ? CompletableFuture.completedFuture(from) : find(log, topicIds))
        .thenCompose(
            found -> {
              from = found;
              log.tell(partition, new QueueCommand.Drop());
              // A drop has no reply of its own; the end of what nobody knows is 0.
              return log.ask(partition, new QueueCommand.AskEnd()).reply();
            })
        .thenApply(
            reply -> {
              if (reply instanceof Reply.KnownUpTo known && known.end() == 0) {
                return from;
              }
              throw new IllegalStateException("the machine has not forgotten yet: " + reply);
            });
  }

  private CompletableFuture<Long> find(
      CommandLog log, Function<String, CompletableFuture<String>> topicIds) {
    return topicIds
        .apply(queue.kafkaTopic())
        .thenCompose(
            id ->
                id.equals(queue.topicId())
                    ? log.ask(partition, new QueueCommand.Count(Long.MAX_VALUE))
                        .reply()
                        .thenApply(this::firstLeft)
                    : CompletableFuture.completedFuture(beginning));
  }

  private long firstLeft(Reply reply) {
    if (reply instanceof Reply.Counted counted) {
      return counted.firstUndeleted() < 0
          ? end
          : Math.max(beginning, Math.min(end, counted.firstUndeleted()));
    }
    throw new IllegalStateException("the machine did not count: " + reply);
  }
}
