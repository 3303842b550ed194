package io.cmqkafka.retention;

import io.cmqkafka.command.CommandLog;
import io.cmqkafka.logtime.AgeClock;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Reply;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells machines which messages have been unconsumed for so long that they are dead letters. A
 * message cannot die while it is in flight or while too many dead letters are on their way; such a
 * partition is looked at again. A queue without messages of that age costs nothing.
 */
public final class TimeToLive {

  /** How many dead letters of a queue partition that died of age may wait to be moved. */
  private static final int MAX_ON_THEIR_WAY = 1_000;

  private final CommandLog log;
  private final AgeWatch watch;

  /** By partition in which old enough messages may be left, one past the last of them. */
  private final Map<QueuePartition, Long> left = new ConcurrentHashMap<>();

  public TimeToLive(Admin admin, CommandLog log, AgeClock ages, long timeoutMs) {
    this.log = log;
    watch = new AgeWatch(admin, log, ages, timeoutMs, this::aged);
  }

  /**
   * Watches a partition, from now on for this time to live.
   *
   * @param maxTimeToLiveMs 0 for no such limit
   * @param begin the offset at which the queue's life begins; earlier messages are not its own
   * @param end one past the last message told of
   */
  public void watch(
      QueuePartition partition, TopicPartition kafka, long maxTimeToLiveMs, long begin, long end) {
    if (maxTimeToLiveMs == 0) {
      forget(partition);
    } else if (watch.watch(partition, kafka, maxTimeToLiveMs, begin, end)) {
      left.remove(partition);
    }
  }

  public void forget(QueuePartition partition) {
    watch.forget(partition);
    left.remove(partition);
  }

  /** See {@link AgeWatch#arrived}. */
  public void arrived(QueuePartition partition, long oldestMs, long end) {
    watch.arrived(partition, oldestMs, end);
  }

  /**
   * Finds messages that have reached their time to live. Blocks for as long as Kafka takes, within
   * the timeout.
   */
  public void expire() throws ExecutionException, InterruptedException, TimeoutException {
    watch.look();
  }

  /** Tries again to let messages die that could not before. Does not block. */
  public void comeBack() {
    left.forEach(
        (partition, before) ->
            log.ask(partition, new QueueCommand.Count(Long.MAX_VALUE))
                .reply()
                .thenAccept(reply -> comeBack(partition, before, reply)));
  }

  /** Lets further messages of this partition die, since its dead letters have been moved. */
  public void moved(QueuePartition partition) {
    Long before = left.get(partition);
    if (before != null) {
      expire(partition, before);
    }
  }

  /** Never fails: messages that are left are tried again, whether or not Kafka took the command. */
  private CompletableFuture<Void> aged(QueuePartition partition, long before) {
    Long known = left.get(partition);
    if (known == null || known < before) {
      left.put(partition, before);
      expire(partition, before);
    }
    return CompletableFuture.completedFuture(null);
  }

  private void comeBack(QueuePartition partition, long before, Reply reply) {
    if (reply instanceof Reply.Counted counted) {
      boolean isLeft = counted.firstUndeleted() >= 0 && counted.firstUndeleted() < before;
      if (!isLeft) {
        left.remove(partition, before);
      } else if (left.containsKey(partition)) {
        expire(partition, before);
      }
    }
  }

  private void expire(QueuePartition partition, long before) {
    log.tell(partition, new QueueCommand.Expire(before, MAX_ON_THEIR_WAY));
  }
}
