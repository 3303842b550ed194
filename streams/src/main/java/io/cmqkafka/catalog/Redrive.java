package io.cmqkafka.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The latest redrive of a queue's messages: what was asked for, and how far it is. It ends when it
 * has looked at every message that was there when it began.
 *
 * @param target name of the queue to move to; null for the queue in which each message died
 * @param perSecond most messages a second, 1 to {@value #MAX_PER_SECOND}
 * @param revision grows by one with each change
 * @param reason why it has stopped; null unless it has
 * @param next by partition, the offset of the next message to look at
 * @param ends by partition, one past the last message to look at
 * @param moved how many it has moved; a message whose move a dying process did not write down is
 *     not counted
 * @param left how many it has left where they were
 * @param examples the first of those
 * @param startedMs epoch ms of log time, 0 before the catalog has it
 * @param changedMs epoch ms of log time of the latest change
 */
public record Redrive(
    String queueName,
    String queueId,
    String target,
    int perSecond,
    long revision,
    State state,
    Reason reason,
    List<Long> next,
    List<Long> ends,
    long moved,
    long left,
    List<Left> examples,
    long startedMs,
    long changedMs)
    implements CatalogEntry {
  public static final String KEYS = "redrive/";
  public static final int MAX_PER_SECOND = 1_000;
  public static final int MAX_EXAMPLES = 100;

  /** What a redrive is doing. */
  public enum State {
    RUNNING,
    STOPPED,
    DONE
  }

  /** Why a redrive has stopped before its end. It can go on. */
  public enum Reason {
    /** Somebody has asked for it. */
    ASKED,
    /** The queue to move to has as many messages as it may have. */
    TARGET_FULL,
    /** The queue to move to is not there. */
    TARGET_GONE,
    /** Messages are on their way and do not arrive: the server's log says why. */
    NOT_ARRIVING,
    /** Kafka did not answer in time. */
    UNAVAILABLE
  }

  /**
   * A message that was left where it was.
   *
   * @param reason for people and programs, one word
   */
  public record Left(String msgId, String reason) {}

  public Redrive {
    Objects.requireNonNull(queueName);
    Objects.requireNonNull(queueId);
    Objects.requireNonNull(state);
    next = List.copyOf(next);
    ends = List.copyOf(ends);
    examples = List.copyOf(examples);
    if (perSecond < 1 || perSecond > MAX_PER_SECOND || next.size() != ends.size()) {
      throw new IllegalArgumentException("redrive out of range");
    }
  }

  public static String keyOf(String queueName) {
    return KEYS + queueName.toLowerCase(Locale.ROOT);
  }

  /** A redrive that begins with the first message of each partition. */
  public static Redrive beginning(
      QueueDefinition queue, String target, int perSecond, List<Long> ends, long revision) {
    return new Redrive(
        queue.name(),
        queue.id(),
        target,
        perSecond,
        revision,
        State.RUNNING,
        null,
        ends.stream().map(end -> 0L).toList(),
        ends,
        0,
        0,
        List.of(),
        0,
        0);
  }

  /** Whether the other one is this redrive too, however far it is. */
  public boolean isSame(Redrive other) {
    return queueId.equals(other.queueId)
        && startedMs == other.startedMs
        && Objects.equals(target, other.target);
  }

  @Override
  public String key() {
    return keyOf(queueName);
  }

  public boolean runs() {
    return state == State.RUNNING;
  }

  /** Whether more is done in it than in another one. */
  public boolean hasMoreThan(Redrive other) {
    return moved > other.moved || left > other.left || !next.equals(other.next);
  }

  /** With what has happened to some messages of a partition. */
  public Redrive after(int partition, long nextOffset, long newlyMoved, List<Left> newlyLeft) {
    List<Long> onwards = new ArrayList<>(next);
    onwards.set(partition, nextOffset);
    List<Left> first = new ArrayList<>(examples);
    newlyLeft.stream().limit(MAX_EXAMPLES - examples.size()).forEach(first::add);
    return new Redrive(
        queueName,
        queueId,
        target,
        perSecond,
        revision,
        state,
        reason,
        onwards,
        ends,
        moved + newlyMoved,
        left + newlyLeft.size(),
        first,
        startedMs,
        changedMs);
  }

  /** The same at another revision, and perhaps in another state. */
  public Redrive with(long newRevision, State newState, Reason newReason) {
    return changed(perSecond, newRevision, newState, newReason);
  }

  /** The same after it had stopped. */
  public Redrive goingOn(int newPerSecond) {
    return changed(newPerSecond, revision + 1, State.RUNNING, null);
  }

  private Redrive changed(int newPerSecond, long newRevision, State newState, Reason newReason) {
    return new Redrive(
        queueName,
        queueId,
        target,
        newPerSecond,
        newRevision,
        newState,
        newReason,
        next,
        ends,
        moved,
        left,
        examples,
        startedMs,
        changedMs);
  }

  Redrive at(long now) {
    return new Redrive(
        queueName,
        queueId,
        target,
        perSecond,
        revision,
        state,
        reason,
        next,
        ends,
        moved,
        left,
        examples,
        startedMs == 0 ? now : startedMs,
        now);
  }
}
