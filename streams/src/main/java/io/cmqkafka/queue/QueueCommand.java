package io.cmqkafka.queue;

import io.cmqkafka.copy.Copied;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * One change of, or question to, a queue partition. Everything a machine may take into account
 * travels in the command: the machine reads no settings.
 */
public sealed interface QueueCommand {
  /** CMQ's limit on the messages of one call. */
  int MAX_BATCH = 16;

  /** Carries the command out on the machine; {@code now} is log time, epoch ms. */
  void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox);

  /** The rules it came with: where older ones are in force, it is passed over. */
  default Rules since() {
    return Rules.FIRST;
  }

  /** The deliveries that this ends; empty for a command that ends none. */
  default List<Lease> leases() {
    return List.of();
  }

  /**
   * @param max most messages, 1 to 16
   * @param visibilityMs visibility timeout of what is granted
   * @param waitMs how long to wait when there is none, 0 for not at all
   * @param knownEnd one past the last message the asker knows to be sent. A receive without a wait
   *     is not answered "no message" before the machine knows these messages
   * @param maxInFlight refused while this many messages are in flight. Deferred messages count
   *     unless {@code retriesFirst}; dead letters count if there is a {@code maxReceives}
   * @param maxReceives a message that was delivered so often becomes a dead letter instead of being
   *     delivered again, 0 for never
   * @param retriesFirst while a message that was delivered before is neither deleted nor a dead
   *     letter, none is granted for the first time
   */
  record Receive(
      int max,
      long visibilityMs,
      long waitMs,
      long knownEnd,
      int maxInFlight,
      int maxReceives,
      boolean retriesFirst)
      implements QueueCommand {
    public Receive(int max, long visibilityMs, long waitMs, long knownEnd, int maxInFlight) {
      this(max, visibilityMs, waitMs, knownEnd, maxInFlight, 0, false);
    }

    public Receive {
      if (max < 1 || max > MAX_BATCH || visibilityMs < 1 || waitMs < 0 || maxReceives < 0) {
        throw new IllegalArgumentException("receive out of range");
      }
    }

    /** Whether it may be parked before it is answered. */
    public boolean mayWait() {
      return waitMs > 0 || knownEnd > 0;
    }

    /** How long it is parked at most, ms of log time. */
    public long longestWaitMs() {
      return waitMs > 0 ? waitMs : QueueMachine.CATCH_UP_MS;
    }

    @Override
    public void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox) {
      machine.receive(this, origin, now, outbox);
    }
  }

  /**
   * Gives up the receive that the same process asked for under this number. That receive is
   * answered.
   */
  record Cancel(long request) implements QueueCommand {
    @Override
    public void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox) {
      machine.cancel(new Origin(origin.instance(), request), outbox);
    }
  }

  record Delete(List<Lease> leases) implements QueueCommand {
    public Delete {
      leases = List.copyOf(leases);
    }

    @Override
    public void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox) {
      outbox.reply(origin, machine.delete(leases, now));
    }
  }

  /** Gives back deliveries that reached no client. */
  record Release(List<Lease> leases) implements QueueCommand {
    public Release {
      leases = List.copyOf(leases);
    }

    @Override
    public void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox) {
      machine.release(leases, now);
    }
  }

  /**
   * Gives back a delivery that failed. The message is delivered again after {@code delayMs} at the
   * earliest. The delivery counts: after the last one the message becomes a dead letter.
   */
  record Defer(Lease lease, long delayMs) implements QueueCommand {
    public Defer {
      if (delayMs < 0) {
        throw new IllegalArgumentException("delay out of range");
      }
    }

    @Override
    public List<Lease> leases() {
      return List.of(lease);
    }

    @Override
    public void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox) {
      machine.defer(lease, delayMs, now);
      outbox.reply(origin, new Reply.Done());
    }
  }

  /** Makes dead letters of delivered messages at once. */
  record Bury(List<Lease> leases) implements QueueCommand {
    public Bury {
      leases = List.copyOf(leases);
    }

    @Override
    public void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox) {
      machine.bury(leases, now);
      outbox.reply(origin, new Reply.Done());
    }
  }

  /**
   * Makes dead letters of the oldest receivable messages before {@code before}. Messages in flight,
   * delayed or deferred are left alone.
   *
   * @param max stops when so many dead letters in all are on their way, and after 1,000 at a time.
   *     The sender repeats the command when these have been moved
   */
  record Expire(long before, int max) implements QueueCommand {
    public Expire {
      if (before < 0 || max < 0) {
        throw new IllegalArgumentException("expire out of range");
      }
    }

    @Override
    public void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox) {
      machine.expire(before, max);
      outbox.reply(origin, new Reply.Done());
    }
  }

  /**
   * Deletes dead letters that are in the dead-letter queue now. A message that has died anew since,
   * under another number, has not been moved and stays.
   */
  record Moved(List<Buried> letters) implements QueueCommand {
    public Moved {
      letters = List.copyOf(letters);
    }

    @Override
    public void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox) {
      machine.moved(letters);
      outbox.reply(origin, new Reply.Done());
    }
  }

  /**
   * The queue's Kafka partition holds records from {@code from} to just before {@code to}.
   *
   * @param gaps offsets therein that hold no message
   * @param delayed messages therein that are not due yet
   * @param copied messages therein that are copies of numbered items; of each item only one copy
   *     becomes a message
   */
  record Arrived(
      long from, long to, List<OffsetRange> gaps, List<DelayedOffset> delayed, List<Copied> copied)
      implements QueueCommand {
    public Arrived(long from, long to, List<OffsetRange> gaps, List<DelayedOffset> delayed) {
      this(from, to, gaps, delayed, List.of());
    }

    public Arrived {
      gaps = List.copyOf(gaps);
      delayed = List.copyOf(delayed);
      copied = List.copyOf(copied);
      long next = from;
      for (OffsetRange gap : gaps) {
        if (gap.from() < next || gap.to() <= gap.from() || gap.to() > to) {
          throw new IllegalArgumentException("gaps must ascend within the range");
        }
        next = gap.to();
      }
      mustBeMessages(delayed.stream().mapToLong(DelayedOffset::offset), from, to, gaps);
      mustBeMessages(copied.stream().mapToLong(Copied::offset), from, to, gaps);
    }

    private static void mustBeMessages(
        LongStream offsets, long from, long to, List<OffsetRange> gaps) {
      long next = from;
      int gap = 0;
      for (PrimitiveIterator.OfLong each = offsets.iterator(); each.hasNext(); ) {
        long offset = each.nextLong();
        while (gap < gaps.size() && gaps.get(gap).to() <= offset) {
          gap++;
        }
        boolean inGap = gap < gaps.size() && gaps.get(gap).from() <= offset;
        if (inGap || offset < next || offset >= to) {
          throw new IllegalArgumentException(
              "offsets of messages must ascend within the range, outside gaps");
        }
        next = offset + 1;
      }
    }

    @Override
    public void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox) {
      outbox.reply(origin, machine.arrived(this, now));
    }
  }

  /**
   * Forgets the offsets from {@code end} on: Kafka has lost their records, and other records will
   * come there. Earlier offsets stay as they are, and parked receives wait on. Serials and numbers
   * go on, so a new lease or dead letter is never taken for an earlier one. Answered like {@link
   * AskEnd}.
   */
  record CutBack(long end) implements QueueCommand {
    public CutBack {
      if (end < 0) {
        throw new IllegalArgumentException("end out of range");
      }
    }

    @Override
    public void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox) {
      machine.cutBack(end, now);
      outbox.reply(origin, new Reply.KnownUpTo(Math.max(0, machine.end())));
    }
  }

  /** Asks how far the machine knows the queue's Kafka partition. */
  record AskEnd() implements QueueCommand {
    @Override
    public void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox) {
      outbox.reply(origin, new Reply.KnownUpTo(Math.max(0, machine.end())));
    }
  }

  /** Makes deleted messages from {@code offset} on receivable again. */
  record Rewind(long offset) implements QueueCommand {
    @Override
    public void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox) {
      machine.rewind(offset);
      outbox.reply(origin, new Reply.Done());
    }
  }

  /** Switches rewinding on. Messages that were deleted before stay deleted. */
  record OpenRewindWindow() implements QueueCommand {
    @Override
    public void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox) {
      machine.openRewindWindow();
      outbox.reply(origin, new Reply.Done());
    }
  }

  /** Deletes every message. */
  record Clear() implements QueueCommand {
    @Override
    public void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox) {
      machine.clear(now);
      outbox.reply(origin, new Reply.Done());
    }
  }

  /** Messages before {@code start} have outlived the retention. */
  record Trim(long start) implements QueueCommand {
    @Override
    public void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox) {
      machine.trim(start, now);
    }
  }

  /**
   * @param windowStart first offset inside the rewind window, {@link Long#MAX_VALUE} when rewinding
   *     is off
   */
  record Count(long windowStart) implements QueueCommand {
    @Override
    public void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox) {
      outbox.reply(origin, machine.count(windowStart));
    }
  }

  /**
   * Asks for the messages in some of the states, in the order of their offsets. Changes nothing.
   *
   * @param from the first offset to look at
   * @param backwards whether to look at smaller offsets next, and not at larger ones
   * @param max most messages, 1 to {@value #MAX_BROWSED}; fewer come when many offsets have none of
   *     these states, and the reply says where to go on
   */
  record Browse(long from, boolean backwards, Set<MessageState> states, int max)
      implements QueueCommand {
    public static final int MAX_BROWSED = 1_000;

    public Browse {
      if (from < 0 || states.isEmpty() || max < 1 || max > MAX_BROWSED) {
        throw new IllegalArgumentException("browse out of range");
      }
      states = Collections.unmodifiableSet(EnumSet.copyOf(states));
    }

    @Override
    public Rules since() {
      return Rules.THIRD;
    }

    @Override
    public void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox) {
      outbox.reply(origin, machine.browse(this, now));
    }
  }

  /**
   * Acts on messages that somebody has chosen by their offsets; answered with the states that they
   * were in before. A message is left alone that is in none of the states from which the act leads
   * on, see {@link Act}.
   *
   * @param offsets 1 to {@value #MAX_CHOSEN}
   * @param target id of the queue to move to; null unless they are moved
   * @param maxLeaving to move them is refused with TOO_MANY_INACTIVE when more messages than that
   *     would be on their way to other queues; 0 unless they are moved
   */
  record Choose(List<Long> offsets, Act act, String target, int maxLeaving)
      implements QueueCommand {
    public static final int MAX_CHOSEN = 100;

    /** Does something else with them than moving them. */
    public Choose(List<Long> offsets, Act act) {
      this(offsets, act, null, 0);
    }

    /** What is done with chosen messages. */
    public enum Act {
      /** Nothing: somebody wants to know their states. */
      LOOK(),
      DELETE(
          MessageState.VISIBLE,
          MessageState.INVISIBLE,
          MessageState.DELAYED,
          MessageState.DEFERRED),
      /** Ends their visibility timeout, or the time for which they were put off. */
      MAKE_VISIBLE(MessageState.INVISIBLE, MessageState.DEFERRED),
      /** Sends them on their way to another queue. */
      MOVE(MessageState.VISIBLE);

      private final Set<MessageState> from;

      Act(MessageState... from) {
        this.from = Set.of(from);
      }

      /** Whether it leads on from this state; null is that of an offset without a message. */
      public boolean leadsOnFrom(MessageState state) {
        return state != null && from.contains(state);
      }
    }

    public Choose {
      offsets = List.copyOf(offsets);
      if (offsets.isEmpty()
          || offsets.size() > MAX_CHOSEN
          || offsets.stream().anyMatch(offset -> offset < 0)
          || (act == Act.MOVE) != (target != null)
          || (act == Act.MOVE) != (maxLeaving > 0)) {
        throw new IllegalArgumentException("choice out of range");
      }
    }

    @Override
    public Rules since() {
      return Rules.THIRD;
    }

    @Override
    public void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox) {
      outbox.reply(origin, machine.choose(this, now));
    }
  }

  /**
   * Makes messages visible again that were on their way to a queue which does not take them. They
   * begin anew: no delivery counts.
   */
  record Return(List<Buried> letters) implements QueueCommand {
    public Return {
      letters = List.copyOf(letters);
    }

    @Override
    public Rules since() {
      return Rules.THIRD;
    }

    @Override
    public void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox) {
      machine.takeBack(letters);
      outbox.reply(origin, new Reply.Done());
    }
  }

  /** Forgets the queue, which is gone. Parked receives are refused with NO_SUCH_QUEUE. */
  record Drop() implements QueueCommand {
    @Override
    public void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox) {
      machine.drop(outbox);
    }
  }
}
