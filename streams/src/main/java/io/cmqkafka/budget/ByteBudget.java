package io.cmqkafka.budget;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes this process may hold for its clients. Bytes whose number a client decides are
 * acquired here before they are held, and released when they are let go: requests being read,
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
  private final AtomicLong held = new AtomicLong();

  public ByteBudget(long max) {
    this(null, max);
  }

  private ByteBudget(ByteBudget whole, long max) {
    this.whole = whole;
    this.max = max;
  }

  /**
   * A part of this budget for one purpose. Bytes acquired from the part are acquired from this
   * budget too.
   */
  public ByteBudget part(long max) {
    return new ByteBudget(this, max);
  }

  /** Acquires bytes. False, with nothing acquired, when the budget is used up. */
  public boolean tryAcquire(long bytes) {
    return tryAcquire(bytes, bytes);
  }

  /**
   * As {@link #tryAcquire(long)}, for a request that has acquired bytes before.
   *
   * @param altogether the bytes that it holds with these
   */
  public boolean tryAcquire(long bytes, long altogether) {
    long limit = altogether > SMALL ? max - max / KEPT_FOR_SMALL : max;
    long before = held.get();
    while (before + bytes <= limit) {
      if (held.compareAndSet(before, before + bytes)) {
        if (whole == null || whole.tryAcquire(bytes, altogether)) {
          return true;
        }
        held.addAndGet(-bytes);
        return false;
      }
      before = held.get();
    }
    return false;
  }

  /** Releases bytes that were acquired. */
  public void release(long bytes) {
    held.addAndGet(-bytes);
    if (whole != null) {
      whole.release(bytes);
    }
  }

  /** How many bytes are acquired now. */
  public long held() {
    return held.get();
  }

  public long max() {
    return max;
  }
}
