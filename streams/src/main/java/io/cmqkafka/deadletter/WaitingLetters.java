package io.cmqkafka.deadletter;

import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.QueuePartition;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;

/** The dead letters of one line that wait to be moved. For one thread. */
final class WaitingLetters {
  enum State {
    /** A batch is on its way or waits for its turn. */
    AT_WORK,
    /** Something failed; a timer will wake it. */
    RESTING,
    /** There is no dead-letter queue; a change of the catalog will wake it. */
    WITHOUT_QUEUE,
    /** No letter waits. Only the last left one is remembered. The next letter will wake it. */
    EMPTY
  }

  static final long NONE = -1;

  /**
   * Letters of one queue partition that go to one queue. What cannot go to one holds up no others.
   *
   * @param target as {@link DeadLetter#target}
   */
  record Line(QueuePartition partition, String target) {
    static Line of(DeadLetter letter) {
      return new Line(letter.partition(), letter.target());
    }

    boolean isRedriven() {
      return target != null;
    }
  }

  final Line line;
  final int commandsPartition;

  State state = State.AT_WORK;

  /** Whether this process does not own the partition any more, or the queue is gone. */
  boolean abandoned;

  /** Consecutive failures. */
  int failures;

  /** Whether announced letters were forgotten, for want of room. */
  boolean incomplete;

  /**
   * Whether no letter can be moved now: there is no dead-letter queue, or its Kafka topic refuses
   * all letters. Then only the first few letters are kept here, to leave room for other queues.
   */
  boolean heldUp;

  /** So many letters go one by one, because Kafka refuses one of them. */
  int singly;

  /** The largest batch, in letters; lowered when there was no room for the bodies. */
  int atOnce = DeadLetters.MAX_BATCH;

  /** Letters that are to become visible again, until their machine has answered; may be empty. */
  List<DeadLetter> returning = List.of();

  private final Deque<DeadLetter> letters = new ArrayDeque<>();
  private long newest = NONE;

  /**
   * How many of the first letters are in the dead-letter queue and not deleted from their own yet.
   */
  private int written;

  private String writtenTo;
  private long lastWritten = NONE;

  /** Number of the last letter that was left, for any dead-letter queue. */
  private long lastLeft = NONE;

  WaitingLetters(Line line, int commandsPartition) {
    this.line = line;
    this.commandsPartition = commandsPartition;
  }

  int size() {
    return letters.size();
  }

  /** Takes a letter, unless it was taken before; letters come in the order of their burials. */
  boolean add(DeadLetter letter) {
    if (letter.number() <= newest) {
      return false;
    }
    newest = letter.number();
    letters.add(letter);
    return true;
  }

  boolean knows(DeadLetter letter) {
    return letter.number() <= newest;
  }

  List<DeadLetter> first(int max) {
    return letters.stream().limit(max).toList();
  }

  /** The letters to delete from their own queue before others are moved; may be empty. */
  List<DeadLetter> written() {
    return first(written);
  }

  /**
   * Number of the last earlier letter that was written to this dead-letter queue, or that was left
   * and may still be written; {@link #NONE} for none.
   */
  long previous(String deadLetterQueueId) {
    return Math.max(deadLetterQueueId.equals(writtenTo) ? lastWritten : NONE, lastLeft);
  }

  /**
   * Takes note that the first letters were written, or that their records are gone.
   *
   * @param last number of the last one that was written; {@link #NONE} when none was
   */
  void wrote(int count, String deadLetterQueueId, long last) {
    written = count;
    if (last != NONE) {
      writtenTo = deadLetterQueueId;
      lastWritten = last;
    }
  }

  /** Takes note that the written letters are deleted from their own queue. */
  void removeWritten() {
    for (; written > 0; written--) {
      letters.remove();
    }
  }

  /**
   * Leaves the first letter where it is. It may be written later, so the next written letter names
   * it as its predecessor: then the dead-letter queue does not take the left letter for a repeat.
   */
  void leaveFirst() {
    lastLeft = letters.remove().number();
  }

  /** Whether a left letter must be remembered for the letters to come. */
  boolean hasLeft() {
    return lastLeft != NONE;
  }

  /**
   * Forgets all but the first letters, which are to be announced again then.
   *
   * @return how many were forgotten
   */
  int keepFirst(int max) {
    int before = letters.size();
    while (letters.size() > max) {
      letters.removeLast();
    }
    if (letters.size() < before) {
      incomplete = true;
      newest = letters.getLast().number();
    }
    return before - letters.size();
  }

  /** Drops letters from this list. They stay dead, and will be announced again. */
  void leave(Collection<DeadLetter> some) {
    letters.removeAll(new HashSet<>(some));
  }
}
