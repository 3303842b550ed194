package io.cmqkafka.queue;

import java.util.List;

/**
 * One change of, or question to, a queue partition. Everything a machine may take into account
 * travels in the command: the machine reads no settings.
 */
public sealed interface QueueCommand {
  /** CMQ's limit on the messages of one call. */
  int MAX_BATCH = 16;

  /** Does to the machine what the command stands for; {@code now} is log time, epoch ms. */
  void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox);

  /**
   * @param max most messages, 1 to 16
   * @param visibilityMs visibility timeout of what is granted
   * @param waitMs how long to wait when there is none, 0 for not at all
   * @param knownEnd one past the last message the asker knows to be sent: with no wait, "no
   *     message" is not answered before the machine knows of those
   * @param maxInFlight refused while this many messages are in flight
   */
  record Receive(int max, long visibilityMs, long waitMs, long knownEnd, int maxInFlight)
      implements QueueCommand {
    public Receive {
      if (max < 1 || max > MAX_BATCH || visibilityMs < 1 || waitMs < 0) {
        throw new IllegalArgumentException("receive out of range");
      }
    }

    @Override
    public void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox) {
      machine.receive(this, origin, now, outbox);
    }
  }

  /** Gives up the receive that this process asked for under this number; it is answered. */
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

  /** Gives back deliveries that reached nobody. */
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
   * The queue's Kafka partition holds records from {@code from} to just before {@code to}.
   *
   * @param gaps offsets therein that hold no message
   * @param delayed messages therein that are not due yet
   */
  record Arrived(long from, long to, List<OffsetRange> gaps, List<DelayedOffset> delayed)
      implements QueueCommand {
    public Arrived {
      gaps = List.copyOf(gaps);
      delayed = List.copyOf(delayed);
      long next = from;
      for (OffsetRange gap : gaps) {
        if (gap.from() < next || gap.to() <= gap.from() || gap.to() > to) {
          throw new IllegalArgumentException("gaps must ascend within the range");
        }
        next = gap.to();
      }
      next = from;
      int gap = 0;
      for (DelayedOffset one : delayed) {
        while (gap < gaps.size() && gaps.get(gap).to() <= one.offset()) {
          gap++;
        }
        boolean inGap = gap < gaps.size() && gaps.get(gap).from() <= one.offset();
        if (inGap || one.offset() < next || one.offset() >= to) {
          throw new IllegalArgumentException(
              "delayed offsets must ascend within the range, outside gaps");
        }
        next = one.offset() + 1;
      }
    }

    @Override
    public void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox) {
      outbox.reply(origin, machine.arrived(this, now));
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

  /** Rewinding was switched on: what was deleted until now stays deleted. */
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
      machine.clear();
      outbox.reply(origin, new Reply.Done());
    }
  }

  /** Messages before {@code start} have outlived the retention. */
  record Trim(long start) implements QueueCommand {
    @Override
    public void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox) {
      machine.trim(start);
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

  /** The queue is gone: whoever waits is told, and nothing of it remains. */
  record Drop() implements QueueCommand {
    @Override
    public void runOn(QueueMachine machine, Origin origin, long now, Outbox outbox) {
      machine.drop(outbox);
    }
  }
}
