package io.cmqkafka.queue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a machine answers to the origin of a command. */
public sealed interface Reply {

  record Granted(List<Grant> grants) implements Reply {
    public Granted {
      grants = List.copyOf(grants);
    }
  }

  record NoMessage() implements Reply {}

  /** Per lease, in order, whether it deleted its message. */
  record Deleted(List<Boolean> outcomes) implements Reply {
    public Deleted {
      outcomes = List.copyOf(outcomes);
    }
  }

  /**
   * @param inactive neither deleted nor visible, and not delayed by its sender; dead letters that
   *     are not moved yet among them
   * @param firstUndeleted offset of the earliest undeleted message, -1 when there is none
   * @param end every message below it is counted; 0 also when that is not said, as in replies of
   *     before it was
   * @param lastPushes null from the machine, which does not know; added where the reply leaves the
   *     process that pushes
   */
  record Counted(
      long active,
      long inactive,
      long delayed,
      long rewindable,
      long firstUndeleted,
      long end,
      LastPushes lastPushes)
      implements Reply {
    public Counted(
        long active, long inactive, long delayed, long rewindable, long firstUndeleted, long end) {
      this(active, inactive, delayed, rewindable, firstUndeleted, end, null);
    }

    public Counted with(LastPushes last) {
      return new Counted(active, inactive, delayed, rewindable, firstUndeleted, end, last);
    }
  }

  /**
   * The answer to an arrival, or to the question: every message below {@code end} is known. An
   * arrival that began past it was ignored and must be told again from there.
   */
  record KnownUpTo(long end) implements Reply {}

  /**
   * The messages that were looked for, in the order of the search.
   *
   * @param start offset of the first message that Kafka still has, deleted or not
   * @param end one past the last message
   * @param rewindTo offset of the first deleted message that a rewind may bring back, as far as the
   *     machine knows: the rewind window may begin later
   * @param now log time, epoch ms
   * @param next the offset to go on from; outside {@code start} to {@code end} when all was seen
   */
  record Browsed(
      long start, long end, long rewindTo, long now, List<MessageStatus> messages, long next)
      implements Reply {
    public Browsed {
      messages = List.copyOf(messages);
    }
  }

  /**
   * The states of chosen messages before anything was done with them, in the order of the choice.
   *
   * @param were null for an offset without a message
   */
  record Chosen(List<MessageState> were) implements Reply {
    public Chosen {
      were = Collections.unmodifiableList(new ArrayList<>(were));
    }
  }

  record Done() implements Reply {}

  /** The catalog has the change since this version of it. */
  record Stored(long version) implements Reply {}

  record Refused(Refusal reason) implements Reply {}
}
