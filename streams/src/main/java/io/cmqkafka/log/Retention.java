package io.cmqkafka.log;

import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * Tells machines which messages have outlived their queue's retention, exact to the second although
 * Kafka deletes whole segments. Kafka is asked about a partition only when its oldest message's
 * time has come, so idle queues cost nothing.
 */
public final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  /** Partitions asked about in one request. */
  private static final int MAX_PER_REQUEST = 1_000;

  private final Admin admin;
  private final CommandLog log;
  private final LogClock clock;
  private final long timeoutMs;
  private final Map<QueuePartition, Watched> watched = new ConcurrentHashMap<>();

  /** A partition whose oldest message is looked at when log time reaches {@code nextLook}. */
  private static final class Watched {
    final TopicPartition kafka;
    final long retentionMs;
    private long nextLook;
    private long end;

    Watched(TopicPartition kafka, long retentionMs, long end) {
      this.kafka = kafka;
      this.retentionMs = retentionMs;
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
      lookAt(oldestMs + retentionMs);
    }
  }

  public Retention(Admin admin, CommandLog log, LogClock clock, long timeoutMs) {
    this.admin = admin;
    this.log = log;
    this.clock = clock;
    this.timeoutMs = timeoutMs;
  }

  /** Watches a partition, from now on with this retention. */
  void watch(QueuePartition partition, TopicPartition kafka, long retentionMs, long end) {
    Watched old = watched.get(partition);
    if (old == null || old.retentionMs != retentionMs) {
      watched.put(partition, new Watched(kafka, retentionMs, end));
    }
  }

  void forget(QueuePartition partition) {
    watched.remove(partition);
  }

  /**
   * @param oldestMs the earliest timestamp among the messages that arrived, epoch ms
   */
  void arrived(QueuePartition partition, long oldestMs, long end) {
    Watched one = watched.get(partition);
    if (one != null) {
      one.arrived(oldestMs, end);
    }
  }

  /** Looks at what may have expired. Blocks for as long as Kafka takes, within the timeout. */
  public void expire() {
    long now = clock.now();
    List<QueuePartition> due = new ArrayList<>();
    watched.forEach(
        (partition, one) -> {
          if (one.nextLook() <= now && due.size() < MAX_PER_REQUEST) {
            due.add(partition);
          }
        });
    if (!due.isEmpty()) {
      expire(due, now);
    }
  }

  private void expire(List<QueuePartition> due, long now) {
    Map<QueuePartition, Long> ends = new HashMap<>();
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (QueuePartition partition : due) {
      Watched one = watched.get(partition);
      if (one != null) {
        ends.put(partition, one.look());
        asked.put(one.kafka, OffsetSpec.forTimestamp(Math.max(0, now - one.retentionMs + 1)));
      }
    }
    ListOffsetsResult answer = admin.listOffsets(asked);
    for (QueuePartition partition : ends.keySet()) {
      Watched one = watched.get(partition);
      if (one == null) {
        continue;
      }
      try {
        var oldest = answer.partitionResult(one.kafka).get(timeoutMs, TimeUnit.MILLISECONDS);
        if (oldest.offset() >= 0) {
          log.tell(partition, new QueueCommand.Trim(oldest.offset()));
          one.lookAt(oldest.timestamp() + one.retentionMs);
        } else if (ends.get(partition) > 0) {
          log.tell(partition, new QueueCommand.Trim(ends.get(partition)));
        }
      } catch (ExecutionException | TimeoutException e) {
        LOG.debug("cannot tell what has expired in {}", one.kafka, e);
        one.lookAt(now + timeoutMs);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
