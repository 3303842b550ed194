package io.cmqkafka.arrival;

import io.cmqkafka.queue.QueuePartition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The rules of following one Kafka partition for all queues that are bound to it: which of them is
 * to be told what next, when to read again from where, and what a loss in Kafka means to each.
 *
 * <p>The queues share one consumer, and each has an offset from which it is to be told next. One
 * rule holds them together: the consumer has read nothing past the earliest of these offsets that
 * was not told to everybody. So wherever one queue is told again from, the consumer goes back to
 * the earliest of all, and what the others know already is told to them no second time.
 *
 * <p>Knows no Kafka, no thread and no clock. Not thread-safe.
 */
final class Tail {

  /** A record as this class sees it; the epoch is that of the leader it was written to. */
  record Read(long offset, int epoch) {}

  /**
   * Where the consumer must read on.
   *
   * @param epoch the highest that a record was told of, or -1: by it the consumer notices if the
   *     log was cut off before the offset
   */
  record Position(long offset, int epoch) {}

  /**
   * What a queue is to be told next.
   *
   * @param from the first offset of it
   * @param first whether the machine may not know of the queue yet
   */
  record Telling(QueuePartition queue, long from, boolean first, Follower follower, int life) {

    /** Whether offsets still mean what they meant when this was told. Thread-safe. */
    boolean isCurrent() {
      return follower.life == life;
    }
  }

  /**
   * What a loss in Kafka means.
   *
   * @param trimmed queues that are told on from where Kafka begins now, by that offset; what they
   *     were to be told from before
   * @param cutBack queues whose machines must forget what they may know past the end, before they
   *     are told anything more
   */
  record Loss(Map<QueuePartition, Long> trimmed, List<QueuePartition> cutBack) {}

  private static final class Follower {
    /** The first offset that was not told, or is to be told again. */
    private long next;

    /** One past the highest offset that was told: the machine knows no more, and perhaps less. */
    private long toldTo;

    /** The highest epoch among the records that were told, or -1. */
    private int epoch = -1;

    private boolean known;
    private boolean firstUnderWay;
    private boolean forgetting;

    /** Grows when offsets get another meaning. */
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

  /** Whether the queue's machine is known to know of it. */
  boolean isKnown(QueuePartition queue) {
    return followers.get(queue).known;
  }

  /** Whether a queue's offsets are meaningless until its machine has forgotten. */
  boolean isForgetting(QueuePartition queue) {
    return followers.get(queue).forgetting;
  }

  /**
   * Whether nothing may be read for the time being: a machine must forget first, or the first
   * arrival of a queue is on its way, which a second one must not overtake, for a queue begins
   * where the first arrival that its machine gets begins.
   */
  boolean isHeld() {
    for (Follower one : followers.values()) {
      if (one.forgetting || one.firstUnderWay) {
        return true;
      }
    }
    return false;
  }

  /** Where to set the consumer before it reads on; empty when it is right where it is. */
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

  /** The consumer may have gone past what was not told. */
  void readAgain() {
    mustSeek = true;
  }

  /** One past the highest offset that was told to anybody. */
  long toldTo() {
    long highest = 0;
    for (Follower one : followers.values()) {
      highest = Math.max(highest, one.toldTo);
    }
    return highest;
  }

  /**
   * Where the partition's log is another one than it was, as far as records tell that lie before
   * {@link #toldTo}. Kafka tells of a log that was cut off only when the consumer stands past the
   * cut, and it may have gone back. Epochs never fall along a log: a record of a higher one, before
   * the end of what was told, stands where another record was told or has pushed it out.
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
   * Whom to tell of what the consumer has read.
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
   * A queue was told, up to this offset.
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
   * A machine has answered what it was told. Needs not be called for an answer that says no more
   * than that the machine knows it, except for the first one.
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

  /** A queue's machine was not told after all where Kafka begins. */
  void notTrimmed(QueuePartition queue, long next) {
    Follower one = followers.get(queue);
    if (one != null && !one.forgetting) {
      goBack(one, next);
    }
  }

  /**
   * Kafka has no records any more where the consumer is, or others.
   *
   * @param beginning first offset that Kafka has
   * @param end one past the last offset that Kafka has
   * @param same one past the last offset that is still what it was, {@link Long#MAX_VALUE} if that
   *     is not known: then {@link #divergence} will show what else is lost before what was told
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
      // What the consumer doubts is no offset. It would doubt the same epoch again, for ever.
      followers.values().forEach(one -> one.epoch = -1);
    }
    mustSeek = true;
    return loss;
  }

  /**
   * The machine of a queue has forgotten what it knew at this offset and past it. Whether it knows
   * all that lies before is another question: it is told from where it was to be told, if that is
   * earlier.
   *
   * @param beginning first offset that Kafka has
   */
  void forgot(QueuePartition queue, long end, long beginning) {
    Follower one = followers.get(queue);
    one.forgetting = false;
    if (end == 0 || end < one.toldTo || end < beginning) {
      // Nothing is left that was told, or it is another topic, whose epochs begin anew.
      one.epoch = -1;
    }
    one.next = Math.max(beginning, Math.min(one.next, end));
    one.toldTo = one.next;
    mustSeek = true;
  }
}
