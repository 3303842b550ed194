package io.cmqkafka.log;

import io.cmqkafka.queue.QueuePartition;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices which messages of queue partitions have reached an age, exact to the second although
 * Kafka keeps or deletes whole segments. Kafka is asked about a partition only when its oldest
 * message's time has come, so idle queues cost nothing.
 */
final class AgeWatch {
  private static final Logger LOG = LoggerFactory.getLogger(AgeWatch.class);

  /** Partitions asked about in one request. */
  private static final int MAX_PER_REQUEST = 1_000;

  /** Called on the thread that {@linkplain #look looks}. */
  interface Listener {

    /**
     * @param before messages before this offset have reached the age
     * @return completes when the machine will know of it; if it fails, the partition is looked at
     *     again
     */
    CompletableFuture<Void> aged(QueuePartition partition, long before);
  }

  private final Admin admin;
  private final CommandLog log;
  private final LogClock clock;
  private final long timeoutMs;
  private final Listener listener;
  private final Map<QueuePartition, Watched> watched = new ConcurrentHashMap<>();

  /** A partition whose oldest message is looked at when log time reaches {@code nextLook}. */
  private static final class Watched {
    final TopicPartition kafka;
    final long ageMs;
    final long begin;
    private long nextLook;
    private long end;

    Watched(TopicPartition kafka, long ageMs, long begin, long end) {
      this.begin = begin;
      this.kafka = kafka;
      this.ageMs = ageMs;
      this.end = end;
    }

    synchronized long nextLook() {
      return nextLook;
    }

    synchronized void lookAt(long logTime) {
      nextLook = Math.min(nextLook, logTime);
    }

    /** Begins a look; returns the end that is known before it. */
    synchronized long look() {
      nextLook = Long.MAX_VALUE;
      return end;
    }

    synchronized void arrived(long oldestMs, long newEnd) {
      end = newEnd;
      if (oldestMs != Long.MAX_VALUE) {
        lookAt(oldestMs + ageMs);
      }
    }
  }

  AgeWatch(Admin admin, CommandLog log, LogClock clock, long timeoutMs, Listener listener) {
    this.admin = admin;
    this.log = log;
    this.clock = clock;
    this.timeoutMs = timeoutMs;
    this.listener = listener;
  }

  /**
   * Watches a partition, from now on for this age.
   *
   * @param begin the offset at which the queue's life begins: what lies before is not its own
   * @param end one past the last message told of
   * @return false when it was watched for this age already
   */
  boolean watch(QueuePartition partition, TopicPartition kafka, long ageMs, long begin, long end) {
    Watched old = watched.get(partition);
    boolean anew = old == null || old.ageMs != ageMs;
    if (anew) {
      watched.put(partition, new Watched(kafka, ageMs, begin, end));
    }
    return anew;
  }

  void forget(QueuePartition partition) {
    watched.remove(partition);
  }

  /**
   * @param oldestMs the earliest timestamp among the messages that arrived, epoch ms; {@link
   *     Long#MAX_VALUE} when there was no message among it
   */
  void arrived(QueuePartition partition, long oldestMs, long end) {
    Watched one = watched.get(partition);
    if (one != null) {
      one.arrived(oldestMs, end);
    }
  }

  /**
   * Looks at what may have reached its age. Blocks for as long as Kafka takes, within the timeout.
   */
  void look() throws ExecutionException, InterruptedException, TimeoutException {
    List<QueuePartition> perhaps = due(clock.now());
    if (!perhaps.isEmpty()) {
      // This process's clock may be wrong, and what is aged does not come back: the log tells the
      // time.
      int anyPartition = log.partitionOf(perhaps.get(0));
      long now = log.tick(anyPartition).get(timeoutMs, TimeUnit.MILLISECONDS);
      List<QueuePartition> due = due(now);
      if (!due.isEmpty()) {
        look(due, now);
      }
    }
  }

  /** At most one of those that share a Kafka partition: each has an age of its own. */
  private List<QueuePartition> due(long now) {
    Map<TopicPartition, QueuePartition> due = new LinkedHashMap<>();
    watched.forEach(
        (partition, one) -> {
          if (one.nextLook() <= now && due.size() < MAX_PER_REQUEST) {
            due.putIfAbsent(one.kafka, partition);
          }
        });
    return List.copyOf(due.values());
  }

  private void look(List<QueuePartition> due, long now) {
    Map<QueuePartition, Watched> looked = new HashMap<>();
    Map<QueuePartition, Long> ends = new HashMap<>();
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (QueuePartition partition : due) {
      Watched one = watched.get(partition);
      if (one != null) {
        looked.put(partition, one);
        ends.put(partition, one.look());
        asked.put(one.kafka, OffsetSpec.forTimestamp(Math.max(0, now - one.ageMs + 1)));
      }
    }
    ListOffsetsResult answer = admin.listOffsets(asked);
    for (QueuePartition partition : ends.keySet()) {
      Watched one = looked.get(partition);
      try {
        var oldest = answer.partitionResult(one.kafka).get(timeoutMs, TimeUnit.MILLISECONDS);
        if (watched.get(partition) != one) {
          // Meanwhile it is another age that counts, or none.
          continue;
        }
        if (oldest.offset() >= 0) {
          tell(partition, one, Math.max(oldest.offset(), one.begin));
          one.lookAt(oldest.timestamp() + one.ageMs);
        } else if (ends.get(partition) > 0) {
          tell(partition, one, ends.get(partition));
        }
      } catch (ExecutionException | TimeoutException e) {
        LOG.debug("cannot tell how old messages are in {}", one.kafka, e);
        one.lookAt(now + timeoutMs);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void tell(QueuePartition partition, Watched one, long before) {
    listener.aged(partition, before).exceptionally(failure -> lookAgain(one, failure));
  }

  /** Nothing else may bring anybody to look: there may be no younger message. */
  private static Void lookAgain(Watched one, Throwable failure) {
    LOG.debug("messages of age in {} could not be told of", one.kafka, failure);
    one.lookAt(0);
    return null;
  }
}
