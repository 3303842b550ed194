package io.cmqkafka.arrival;

import io.cmqkafka.queue.QueuePartition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The rules by which one Kafka partition is followed for all queues that are bound to it. They say
 * what each queue is told next, where the consumer reads on, and what a loss of records in Kafka
 * means to each queue.
 *
 * <p>The queues share one consumer. Each queue has an offset from which it is told next. One rule
 * holds: every record that the consumer has read past the earliest of these offsets was told to
 * every queue. So when one queue must be told again, the consumer goes back to the earliest offset
 * of all queues, and a queue that knows a record already is not told a second time.
 *
 * <p>Knows no Kafka, no thread and no clock. Not thread-safe.
 */
final class Tail {

  /** A record as this class sees it, with the epoch of the leader that it was written to. */
  record Read(long offset, int epoch) {}

  /**
   * Where the consumer must read on.
   *
   * @param epoch the highest epoch among the records that were told, or -1. By it the consumer
   *     notices that the log was cut off before the offset
   */
  record Position(long offset, int epoch) {}

  /**
   * What a queue is to be told next.
   *
   * @param from the first offset to tell
   * @param first whether the machine may not know of the queue yet
   */
  record Telling(QueuePartition queue, long from, boolean first, Follower follower, int life) {

    /** Whether offsets still mean what they meant when this was told. Thread-safe. */
    boolean isCurrent() {
      return follower.life == life;
    }
  }

  /**
   * What a loss of records in Kafka means to the queues.
   *
   * @param trimmed queues that lost unread records: each is told on from the offset at which Kafka
   *     begins now. The value is the offset from which it was to be told before
   * @param cutBack queues that lost known records: their machines must forget all that lies past
   *     the end, before they are told anything more
   */
  record Loss(Map<QueuePartition, Long> trimmed, List<QueuePartition> cutBack) {}

  private static final class Follower {
    /** The first offset that was not told, or is to be told again. */
    private long next;

    /**
     * One past the highest offset that was told. The machine knows no more than this, and perhaps
     * less.
     */
    private long toldTo;

    /** The highest epoch among the records that were told, or -1. */
    private int epoch = -1;

    private boolean known;
    private boolean firstUnderWay;
    private boolean forgetting;

    /** Grows when the offsets of the partition begin to mean other records. */
    private volatile int life;
  }

  private final Map<QueuePartition, Follower> followers = new LinkedHashMap<>();
  private boolean mustSeek;

  /**
   * Follows the partition for one more queue.
   *
   * @param begin the offset at which the queue's life begins
   * @param knownEnd one past the last offset its machine knows of, null if it does not know of the
   *     queue
   */
  void follow(QueuePartition queue, long begin, Long knownEnd) {
    Follower one = new Follower();
    one.known = knownEnd != null;
    one.next = one.known ? knownEnd : begin;
    one.toldTo = one.next;
    followers.put(queue, one);
    mustSeek = true;
  }

  void unfollow(QueuePartition queue) {
    Follower one = followers.remove(queue);
    if (one != null) {
      one.life++;
    }
  }

  boolean isEmpty() {
    return followers.isEmpty();
  }

  boolean isShared() {
    return followers.size() > 1;
  }

  /** The offset from which this queue is to be told next. */
  long next(QueuePartition queue) {
    return followers.get(queue).next;
  }

  /** Whether the machine has answered, so that it is certain to know the queue. */
  boolean isKnown(QueuePartition queue) {
    return followers.get(queue).known;
  }

  /** Whether the queue's machine must forget lost records before it is told anything. */
  boolean isForgetting(QueuePartition queue) {
    return followers.get(queue).forgetting;
  }

  /**
   * Whether nothing may be read for the time being. So it is while a machine must forget lost
   * records, and while the first arrival of a queue is on its way. A second arrival must not
   * overtake the first, because a queue begins at the first arrival that its machine gets.
   */
  boolean isHeld() {
    for (Follower one : followers.values()) {
      if (one.forgetting || one.firstUnderWay) {
        return true;
      }
    }
    return false;
  }

  /** Where to set the consumer before it reads on. Empty when its position is right. */
  Optional<Position> seek() {
    if (!mustSeek) {
      return Optional.empty();
    }
    long earliest = Long.MAX_VALUE;
    int epoch = -1;
    for (Follower one : followers.values()) {
      if (!one.forgetting) {
        earliest = Math.min(earliest, one.next);
        epoch = Math.max(epoch, one.epoch);
      }
    }
    mustSeek = earliest == Long.MAX_VALUE;
    return mustSeek ? Optional.empty() : Optional.of(new Position(earliest, epoch));
  }

  /** Makes the consumer go back: it may have passed records that were not told. */
  void readAgain() {
    mustSeek = true;
  }

  /** One past the highest offset that was told to any queue. */
  long toldTo() {
    long highest = 0;
    for (Follower one : followers.values()) {
      highest = Math.max(highest, one.toldTo);
    }
    return highest;
  }

  /**
   * The offset at which the log differs from the log that was told, judged by records before {@link
   * #toldTo}. Kafka reports a log that was cut off only when the consumer stands past the cut, and
   * the consumer may have gone back. Epochs never fall along a log. So a record of a higher epoch
   * before {@link #toldTo} has replaced a record that was told.
   *
   * @param records in offset order
   */
  OptionalLong divergence(List<Read> records) {
    for (Read record : records) {
      for (Follower one : followers.values()) {
        if (one.epoch >= 0 && record.epoch() > one.epoch && record.offset() < one.toldTo) {
          mustSeek = true;
          return OptionalLong.of(record.offset());
        }
      }
    }
    return OptionalLong.empty();
  }

  /**
   * The queues to tell about the records that the consumer has read.
   *
   * @param to where the consumer reads on
   */
  List<Telling> toTell(long to) {
    List<Telling> tellings = new ArrayList<>(1);
    followers.forEach(
        (queue, one) -> {
          if (one.next < to && (one.forgetting || one.firstUnderWay)) {
            mustSeek = true;
          } else if (one.next < to) {
            tellings.add(new Telling(queue, one.next, !one.known, one, one.life));
          }
        });
    return tellings;
  }

  /**
   * Remembers that a queue was told up to this offset.
   *
   * @param epoch of the last record
   */
  void told(Telling telling, long to, int epoch) {
    Follower one = telling.follower;
    one.next = to;
    one.firstUnderWay = telling.first;
    if (to > one.toldTo) {
      one.toldTo = to;
      one.epoch = Math.max(one.epoch, epoch);
    }
  }

  /**
   * Takes a machine's answer to what it was told. Need not be called for an answer that only
   * confirms, except for the first one.
   *
   * @param to up to which it was told
   * @param end one past the last offset the machine knows of, or -1 when it is not known whether it
   *     was told at all
   */
  void answered(Telling telling, long to, long end) {
    Follower one = telling.follower;
    if (!telling.isCurrent()) {
      return;
    }
    if (telling.first) {
      one.firstUnderWay = false;
    }
    one.known |= end >= 0;
    if (end < to) {
      goBack(one, end < 0 ? telling.from : end);
    }
  }

  private void goBack(Follower one, long from) {
    if (from < one.next) {
      one.next = from;
      mustSeek = true;
    }
  }

  /** Undoes a trim: the machine could not be told where Kafka begins. */
  void notTrimmed(QueuePartition queue, long next) {
    Follower one = followers.get(queue);
    if (one != null && !one.forgetting) {
      goBack(one, next);
    }
  }

  /**
   * Takes note that Kafka has lost the records at the consumer's position, or has other records
   * there.
   *
   * @param beginning first offset that Kafka has
   * @param end one past the last offset that Kafka has
   * @param same one past the last offset that still has the same record; {@link Long#MAX_VALUE} if
   *     that is not known. Then {@link #divergence} shows later which told records are lost
   */
  Loss lost(long beginning, long end, long same) {
    Loss loss = new Loss(new LinkedHashMap<>(), new ArrayList<>());
    long left = Math.min(end, same);
    followers.forEach(
        (queue, one) -> {
          if (one.toldTo > same || one.next > end) {
            one.toldTo = left;
            one.firstUnderWay = false;
            one.forgetting = true;
            one.life++;
            loss.cutBack.add(queue);
          } else if (one.next < beginning && !one.forgetting) {
            loss.trimmed.put(queue, one.next);
            one.next = beginning;
            if (one.toldTo <= beginning) {
              one.toldTo = beginning;
              one.epoch = -1;
            }
          }
        });
    if (loss.trimmed.isEmpty() && loss.cutBack.isEmpty()) {
      // The consumer doubts the epoch, not an offset. With the same epoch it would doubt for ever.
      followers.values().forEach(one -> one.epoch = -1);
    }
    mustSeek = true;
    return loss;
  }

  /**
   * Takes note that a queue's machine has forgotten all from this offset on. The machine may not
   * know all that lies before it: if the queue was to be told from an earlier offset, that offset
   * stays.
   *
   * @param beginning first offset that Kafka has
   */
  void forgot(QueuePartition queue, long end, long beginning) {
    Follower one = followers.get(queue);
    one.forgetting = false;
    if (end == 0 || end < one.toldTo || end < beginning) {
      // Nothing that was told is left, or the topic is another one, whose epochs begin anew.
      one.epoch = -1;
    }
    one.next = Math.max(beginning, Math.min(one.next, end));
    one.toldTo = one.next;
    mustSeek = true;
  }
}
