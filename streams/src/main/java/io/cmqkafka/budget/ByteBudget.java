package io.cmqkafka.budget;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes this process may hold for its clients. Bytes whose number a client decides are
 * taken from here before they are held, and given back when they are let go: requests being read,
 * bodies on their way to Kafka, bodies that a receive has fetched, until its answer has left.
 *
 * <p>The last eighth is for requests that hold at most 64 KiB in all. So requests with large
 * messages do not stop all others. Thread-safe; never blocks.
 */
public final class ByteBudget {
  private static final int SMALL = 64 << 10;
  private static final int KEPT_FOR_SMALL = 8;

  private final ByteBudget whole;
  private final long max;
  private final AtomicLong taken = new AtomicLong();

  public ByteBudget(long max) {
    this(null, max);
  }

  private ByteBudget(ByteBudget whole, long max) {
    this.whole = whole;
    this.max = max;
  }

  /**
   * A part of this budget for one purpose. Bytes taken from the part are taken from this budget
   * too.
   */
  public ByteBudget part(long max) {
    return new ByteBudget(this, max);
  }

  /** Takes bytes. False, with nothing taken, when the budget is used up. */
  public boolean take(long bytes) {
    return take(bytes, bytes);
  }

  /**
   * As {@link #take(long)}, for a request that has taken bytes before.
   *
   * @param altogether the bytes that it holds with these
   */
  public boolean take(long bytes, long altogether) {
    long limit = altogether > SMALL ? max - max / KEPT_FOR_SMALL : max;
    long before = taken.get();
    while (before + bytes <= limit) {
      if (taken.compareAndSet(before, before + bytes)) {
        if (whole == null || whole.take(bytes, altogether)) {
          return true;
        }
        taken.addAndGet(-bytes);
        return false;
      }
      before = taken.get();
    }
    return false;
  }

  /** Gives back bytes that were taken. */
  public void give(long bytes) {
    taken.addAndGet(-bytes);
    if (whole != null) {
      whole.give(bytes);
    }
  }

  public long taken() {
    return taken.get();
  }

  public long max() {
    return max;
  }
}
