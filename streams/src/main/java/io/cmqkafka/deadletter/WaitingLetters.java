package io.cmqkafka.deadletter;

import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.QueuePartition;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;

/** The dead letters of one queue partition that wait to be moved. For one thread. */
final class WaitingLetters {
  enum State {
    /** Waits for its turn, or its batch is on the way. */
    AT_WORK,
    /** Something failed; a timer will wake it. */
    RESTING,
    /** There is no dead-letter queue; a change of the catalog will wake it. */
    WITHOUT_QUEUE,
    /** Nothing waits; only what was left is remembered. The next letter will wake it. */
    EMPTY
  }

  static final long NONE = -1;

  final QueuePartition partition;
  final int commandsPartition;

  State state = State.AT_WORK;

  /** Nobody's any more: this process does not decide about the partition, or the queue is gone. */
  boolean abandoned;

  /** Consecutive failures. */
  int failures;

  /** Whether letters were announced that are not here, since there was no room. */
  boolean incomplete;

  /**
   * Whether none can be moved now, for want of a dead-letter queue or because its Kafka topic
   * refuses them all. Then only the first few are kept here: the room is others' too.
   */
  boolean heldUp;

  /** So many letters go one by one, since Kafka refuses one of them. */
  int singly;

  /** So many letters go in a batch at most, since there was no room for the bodies of more. */
  int atOnce = DeadLetters.MAX_BATCH;

  private final Deque<DeadLetter> letters = new ArrayDeque<>();
  private long newest = NONE;

  /** The first so many letters are in the dead-letter queue, but not deleted from their own yet. */
  private int written;

  private String writtenTo;
  private long lastWritten = NONE;

  /** Number of the last letter that was left, for whichever dead-letter queue. */
  private long lastLeft = NONE;

  WaitingLetters(QueuePartition partition, int commandsPartition) {
    this.partition = partition;
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

  /** What is to be deleted from its own queue before anything else is moved; perhaps nothing. */
  List<DeadLetter> written() {
    return first(written);
  }

  /**
   * Number of the letter before the next one that was written to this dead-letter queue, or may be
   * yet because it was left; {@link #NONE} when there is none.
   */
  long previous(String deadLetterQueueId) {
    return Math.max(deadLetterQueueId.equals(writtenTo) ? lastWritten : NONE, lastLeft);
  }

  /**
   * The first letters are where they belong, or are gone.
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

  /** What was written is deleted from its own queue. */
  void removeWritten() {
    for (; written > 0; written--) {
      letters.remove();
    }
  }

  /**
   * Leaves the first letter where it is, though it may be written later: the one that is written
   * next names it as its predecessor, so that the dead-letter queue does not take it for a repeat.
   */
  void leaveFirst() {
    lastLeft = letters.remove().number();
  }

  /** Whether there is something to remember for letters that are still to come. */
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

  /** Leaves letters where they are: they are dead still when they are announced again. */
  void leave(Collection<DeadLetter> some) {
    letters.removeAll(new HashSet<>(some));
  }
}
