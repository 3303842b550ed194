package io.cmqkafka.queue;

/**
 * The state of one exceptional offset. An offset without an entry is <em>waiting</em> when it lies
 * at or past the cursor, and <em>deleted</em> before it. Each state has only the moves that are
 * legal from it.
 *
 * <pre>
 *            due                      deliver
 *  Delayed ───────▶ (waiting) ─────────────────────┐
 *     │ due, cursor has passed                     ▼
 *     └──────────▶ Ready ──── deliver ─────────▶ InFlight ── delete ──▶ (deleted), Done past the cursor
 *                   ▲ ▲                            │ │ │
 *                   │ └──── expire, release ───────┘ │ └── bury, end of the last ──▶ Dead ── moved ──▶ (deleted)
 *                   └── due ── Deferred ◀── defer ───┘
 * </pre>
 *
 * <p>What waits or is Ready becomes Dead when it is too old, or when it is redriven; what was
 * redriven and cannot be moved becomes Ready. Gap and Repeat are no messages.
 */
public sealed interface Entry {

  /** How many offsets the entry stands for, beginning with the one it is filed under. */
  default long size(long offset) {
    return 1;
  }

  /** Whether the message is still to be delivered or deleted by somebody. */
  boolean undeleted();

  /** How often the message was received; 0 when that is not known. */
  default int count() {
    return 0;
  }

  /** Whether a delivery of the message failed and a later one is to make up for it. */
  default boolean retried() {
    return false;
  }

  /**
   * Received, and invisible until log time reaches {@code until}.
   *
   * @param serial number of the delivery, unique in its queue partition; only the handle that
   *     carries it deletes
   * @param count deliveries so far, this one included
   * @param until end of the visibility timeout, epoch ms of log time
   * @param firstDequeue epoch ms of log time of the first delivery
   * @param last whether the message becomes a dead letter when its visibility ends
   */
  record InFlight(long serial, int count, long until, long firstDequeue, boolean last)
      implements Entry {
    public InFlight(long serial, int count, long until, long firstDequeue) {
      this(serial, count, until, firstDequeue, false);
    }

    Lease lease(long offset) {
      return new Lease(offset, serial, until);
    }

    Ready expired() {
      return new Ready(count, firstDequeue);
    }

    /** The delivery reached no client, so it does not count. */
    Ready released() {
      return count == 1 ? Ready.NEVER_DELIVERED : new Ready(count - 1, firstDequeue);
    }

    Deferred deferred(long due) {
      return new Deferred(count, due, firstDequeue);
    }

    @Override
    public boolean retried() {
      return count > 1;
    }

    @Override
    public boolean undeleted() {
      return true;
    }
  }

  /**
   * Visible, and next to be delivered: it came back, or its delay ended behind the cursor.
   *
   * @param count deliveries so far
   * @param firstDequeue epoch ms of log time of the first delivery; meaningless when count is 0
   */
  record Ready(int count, long firstDequeue) implements Entry {
    static final Ready NEVER_DELIVERED = new Ready(0, 0);

    InFlight delivered(long serial, long now, long until, int maxReceives) {
      boolean last = maxReceives > 0 && count + 1 >= maxReceives;
      return new InFlight(serial, count + 1, until, count == 0 ? now : firstDequeue, last);
    }

    /** Whether it was delivered as often as it may be. */
    boolean exhausted(int maxReceives) {
      return maxReceives > 0 && count >= maxReceives;
    }

    @Override
    public boolean retried() {
      return count > 0;
    }

    @Override
    public boolean undeleted() {
      return true;
    }
  }

  /**
   * Not to be delivered before {@code due}.
   *
   * @param due epoch ms of log time
   */
  record Delayed(long due) implements Entry {
    @Override
    public boolean undeleted() {
      return true;
    }
  }

  /**
   * A delivery failed, and the next one is not to be before {@code due}.
   *
   * @param count deliveries so far
   * @param due epoch ms of log time
   * @param firstDequeue epoch ms of log time of the first delivery
   */
  record Deferred(int count, long due, long firstDequeue) implements Entry {
    Ready fallenDue() {
      return new Ready(count, firstDequeue);
    }

    @Override
    public boolean retried() {
      return true;
    }

    @Override
    public boolean undeleted() {
      return true;
    }
  }

  /**
   * On its way to the dead-letter queue, or to another queue, and invisible for good.
   *
   * @param number the burial's serial number in its queue partition
   * @param target id of the queue to which it was redriven; null for the dead-letter queue
   */
  record Dead(long number, String target) implements Entry {
    public Dead(long number) {
      this(number, null);
    }

    @Override
    public boolean undeleted() {
      return true;
    }
  }

  /** Deleted although the cursor has not passed it (again, after a rewind). */
  record Done() implements Entry {
    static final Done DONE = new Done();

    @Override
    public boolean undeleted() {
      return false;
    }
  }

  /**
   * Offsets at or past the cursor that hold no message: transaction markers, aborted or compacted
   * records, records without a value.
   *
   * @param to one past the last offset of the gap
   */
  record Gap(long to) implements Entry {
    @Override
    public long size(long offset) {
      return to - offset;
    }

    @Override
    public boolean undeleted() {
      return false;
    }
  }

  /**
   * Offsets that hold copies of items which were copied before. Unlike a gap they have bodies, so
   * they are remembered behind the cursor too: a rewind does not deliver them.
   *
   * @param to one past the last of them
   */
  record Repeat(long to) implements Entry {
    @Override
    public long size(long offset) {
      return to - offset;
    }

    @Override
    public boolean undeleted() {
      return false;
    }
  }
}
