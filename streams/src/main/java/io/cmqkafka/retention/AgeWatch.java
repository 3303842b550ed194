package io.cmqkafka.retention;

import io.cmqkafka.command.CommandLog;
import io.cmqkafka.logtime.AgeClock;
import io.cmqkafka.queue.QueuePartition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * Notices which messages of queue partitions have reached an age for certain ({@link AgeClock}),
 * exact to the second while clocks agree, although Kafka keeps or deletes whole segments. Kafka is
 * asked about a partition only when its oldest message's time has come, so idle queues cost
 * nothing.
 *
 * <p>A message that is stamped earlier than it can be, by a broker or a producer whose clock is
 * behind, counts from when this process heard of it.
 */
final class AgeWatch {
  private static final Logger LOG = LoggerFactory.getLogger(AgeWatch.class);

  /** How many partitions one request to Kafka asks about. */
  private static final int MAX_PER_REQUEST = 1_000;

  /**
   * How long after its append a message is mostly heard of. An older timestamp is of another clock.
   */
  private static final long LATE_MS = 5_000;

  /** Messages stamped too early that are heard of within this part of an age end together. */
  private static final int PARTS = 16;

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
  private final AgeClock ages;
  private final long timeoutMs;
  private final Listener listener;
  private final Map<QueuePartition, Watched> watched = new ConcurrentHashMap<>();

  /**
   * A partition. It is looked at when messages stamped at {@code nextLook} have reached the age.
   */
  private static final class Watched {
    final TopicPartition kafka;
    final long ageMs;
    final long begin;
    private long nextLook;
    private long end;

    /** In the order of offsets, at most one more than there are {@link #PARTS}. */
    private final Deque<Misdated> misdated = new ArrayDeque<>();

    Watched(TopicPartition kafka, long ageMs, long begin, long end) {
      this.begin = begin;
      this.kafka = kafka;
      this.ageMs = ageMs;
      this.end = end;
    }

    /** Takes over which messages were stamped too early, also when the age has changed. */
    void takeOver(Watched old) {
      synchronized (old) {
        misdated.addAll(old.misdated);
        end = Math.max(end, old.end);
      }
    }

    synchronized long nextLook() {
      return nextLook;
    }

    synchronized void lookAt(long stampedMs) {
      nextLook = Math.min(nextLook, stampedMs);
    }

    /** Begins a look. Returns the end that was known before it. */
    synchronized long look() {
      nextLook = Long.MAX_VALUE;
      return end;
    }

    synchronized void arrived(long oldestMs, long newEnd, long heardMs) {
      if (oldestMs < heardMs - LATE_MS) {
        Misdated last = misdated.peekLast();
        if (last == null || heardMs - last.firstMs > ageMs / PARTS) {
          last = new Misdated(end, heardMs);
          misdated.add(last);
        }
        last.lastMs = Math.max(last.lastMs, heardMs);
        lookAt(heardMs);
      } else if (oldestMs != Long.MAX_VALUE) {
        lookAt(oldestMs);
      }
      end = newEnd;
    }

    /**
     * One past the last message that has the age, as far as misdated messages allow. The partition
     * is looked at again when that has moved on.
     */
    synchronized long keptFrom(long bornBy) {
      while (!misdated.isEmpty() && misdated.getFirst().lastMs <= bornBy) {
        misdated.removeFirst();
      }
      if (misdated.isEmpty()) {
        return Long.MAX_VALUE;
      }
      lookAt(misdated.getFirst().lastMs);
      return misdated.getFirst().from;
    }
  }

  /**
   * Messages whose age counts from when they were heard of: from this offset to that of the next
   * such group.
   */
  private static final class Misdated {
    final long from;
    final long firstMs;
    long lastMs;

    Misdated(long from, long heardMs) {
      this.from = from;
      firstMs = heardMs;
      lastMs = heardMs;
    }
  }

  AgeWatch(Admin admin, CommandLog log, AgeClock ages, long timeoutMs, Listener listener) {
    this.admin = admin;
    this.log = log;
    this.ages = ages;
    this.timeoutMs = timeoutMs;
    this.listener = listener;
  }

  /**
   * Watches a partition, from now on for this age.
   *
   * @param begin the offset at which the queue's life begins; earlier messages are not its own
   * @param end one past the last message told of
   * @return false when it was watched for this age already
   */
  boolean watch(QueuePartition partition, TopicPartition kafka, long ageMs, long begin, long end) {
    Watched old = watched.get(partition);
    boolean anew = old == null || old.ageMs != ageMs;
    if (anew) {
      Watched fresh = new Watched(kafka, ageMs, begin, end);
      if (old != null && old.kafka.equals(kafka)) {
        fresh.takeOver(old);
      }
      watched.put(partition, fresh);
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
      one.arrived(oldestMs, end, ages.bornBy(0));
    }
  }

  /**
   * Looks at what may have reached its age. Blocks for as long as Kafka takes, within the timeout.
   */
  void look() throws ExecutionException, InterruptedException, TimeoutException {
    Optional<QueuePartition> perhaps =
        ages.isKnown()
            ? due(Long.MAX_VALUE).stream().findFirst()
            : watched.keySet().stream().findFirst();
    if (perhaps.isPresent()) {
      // Aged messages do not come back, so the log is asked for its time too.
      int anyPartition = log.partitionOf(perhaps.get());
      long logTime = log.tick(anyPartition).get(timeoutMs, TimeUnit.MILLISECONDS);
      List<QueuePartition> due = due(logTime);
      if (!due.isEmpty()) {
        look(due, logTime);
      }
    }
  }

  private long bornBy(Watched one, long atMost) {
    return Math.min(ages.bornBy(one.ageMs), atMost - one.ageMs);
  }

  /**
   * Of the queue partitions that share a Kafka partition at most one, since each has an age of its
   * own.
   */
  private List<QueuePartition> due(long atMost) {
    Map<TopicPartition, QueuePartition> due = new LinkedHashMap<>();
    watched.forEach(
        (partition, one) -> {
          if (due.size() < MAX_PER_REQUEST && one.nextLook() <= bornBy(one, atMost)) {
            due.putIfAbsent(one.kafka, partition);
          }
        });
    return List.copyOf(due.values());
  }

  private void look(List<QueuePartition> due, long atMost) {
    Map<QueuePartition, Watched> looked = new HashMap<>();
    Map<QueuePartition, Long> ends = new HashMap<>();
    Map<QueuePartition, Long> born = new HashMap<>();
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (QueuePartition partition : due) {
      Watched one = watched.get(partition);
      if (one != null) {
        looked.put(partition, one);
        ends.put(partition, one.look());
        long bornBy = bornBy(one, atMost);
        born.put(partition, bornBy);
        asked.put(one.kafka, OffsetSpec.forTimestamp(Math.max(0, bornBy + 1)));
      }
    }
    ListOffsetsResult answer = admin.listOffsets(asked);
    for (QueuePartition partition : ends.keySet()) {
      Watched one = looked.get(partition);
      try {
        var oldest = answer.partitionResult(one.kafka).get(timeoutMs, TimeUnit.MILLISECONDS);
        if (watched.get(partition) != one) {
          // Meanwhile another age applies, or none.
          continue;
        }
        long keptFrom = one.keptFrom(born.get(partition));
        if (oldest.offset() >= 0) {
          tell(partition, one, Math.min(oldest.offset(), keptFrom));
          if (oldest.offset() < keptFrom) {
            one.lookAt(oldest.timestamp());
          }
        } else if (ends.get(partition) > 0) {
          tell(partition, one, Math.min(ends.get(partition), keptFrom));
        }
      } catch (ExecutionException | TimeoutException e) {
        LOG.debug("cannot tell how old messages are in {}", one.kafka, e);
        one.lookAt(born.get(partition) + timeoutMs);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void tell(QueuePartition partition, Watched one, long before) {
    listener
        .aged(partition, Math.max(before, one.begin))
        .exceptionally(failure -> lookAgain(one, failure));
  }

  /**
   * Has the partition looked at again. Without a younger message nothing else would lead to that.
   */
  private static Void lookAgain(Watched one, Throwable failure) {
    LOG.debug("messages of age in {} could not be told of", one.kafka, failure);
    one.lookAt(0);
    return null;
  }
}
