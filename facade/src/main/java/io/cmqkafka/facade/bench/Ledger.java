package io.cmqkafka.facade.bench;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The account of every message of a run: sent, received, deleted. Any thread.
 *
 * <ul>
 *   <li>lost: its send was acknowledged and it was never received;
 *   <li>duplicated: received again although its delete was acknowledged, or while its visibility
 *       certainly still ran;
 *   <li>redelivered: received again otherwise, as CMQ may.
 * </ul>
 *
 * <p>Four bytes a message: two bits for acknowledged and deleted, the rest for the time of the
 * newest receive. At most 67 million messages; more end the run.
 */
final class Ledger {
  static final int MAX_MESSAGES = 1 << 26;

  private static final int ACKNOWLEDGED = 1 << 31;
  private static final int DELETED = 1 << 30;
  private static final int RECEIVED_AT = DELETED - 1;
  private static final int PAGE = 1 << 16;

  private final AtomicReferenceArray<AtomicIntegerArray> pages =
      new AtomicReferenceArray<>(MAX_MESSAGES / PAGE);
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicLong unreceived = new AtomicLong();
  private final AtomicLong undeleted = new AtomicLong();
  private final AtomicLong duplicated = new AtomicLong();
  private final AtomicLong redelivered = new AtomicLong();
  private final long epoch = System.nanoTime();
  private final long visibilityMillis;
  private volatile long lastReceivedAt = epoch;

  Ledger(long visibilityMillis) {
    this.visibilityMillis = visibilityMillis;
  }

  /**
   * The first of {@code count} new consecutive sequence numbers.
   *
   * @throws BenchException if the account is full
   */
  int allot(int count) {
    int first = next.getAndAdd(count);
    if (first < 0 || first > MAX_MESSAGES - count) {
      next.addAndGet(-count);
      throw new BenchException(
          "The run is too long: the account of messages ends at "
              + MAX_MESSAGES
              + ". Shorten --duration.");
    }
    return first;
  }

  boolean knows(int sequence) {
    return sequence >= 0 && sequence < next.get();
  }

  /** The send was acknowledged; may come after the message was received. */
  void sent(int sequence) {
    int before = page(sequence).getAndUpdate(sequence % PAGE, state -> state | ACKNOWLEDGED);
    if ((before & RECEIVED_AT) == 0) {
      unreceived.incrementAndGet();
    }
    if ((before & DELETED) == 0) {
      undeleted.incrementAndGet();
    }
  }

  /**
   * @param askedAt when the receive was asked, which is before its visibility began
   * @param answeredAt when it was answered
   */
  void received(int sequence, long askedAt, long answeredAt) {
    lastReceivedAt = answeredAt;
    int at = (int) Math.min(RECEIVED_AT, Math.max(0, (askedAt - epoch) / 1_000_000) + 1);
    int before = page(sequence).getAndUpdate(sequence % PAGE, state -> state & ~RECEIVED_AT | at);
    int receivedBefore = before & RECEIVED_AT;
    if (receivedBefore == 0) {
      if ((before & ACKNOWLEDGED) != 0) {
        unreceived.decrementAndGet();
      }
      return;
    }
    long elapsed = (answeredAt - epoch) / 1_000_000 + 1 - (receivedBefore - 1);
    if ((before & DELETED) != 0 || elapsed < visibilityMillis) {
      duplicated.incrementAndGet();
    } else {
      redelivered.incrementAndGet();
    }
  }

  /** The delete was acknowledged. */
  void deleted(int sequence) {
    int before = page(sequence).getAndUpdate(sequence % PAGE, state -> state | DELETED);
    if ((before & DELETED) == 0 && (before & ACKNOWLEDGED) != 0) {
      undeleted.decrementAndGet();
    }
  }

  /** Acknowledged and not received yet: what is lost if nothing more comes. */
  long unreceived() {
    return unreceived.get();
  }

  /** Acknowledged and not deleted yet. */
  long undeleted() {
    return undeleted.get();
  }

  long duplicated() {
    return duplicated.get();
  }

  long redelivered() {
    return redelivered.get();
  }

  /** When any message was last received, or when the account was opened. */
  long lastReceivedAt() {
    return lastReceivedAt;
  }

  private AtomicIntegerArray page(int sequence) {
    int index = sequence / PAGE;
    AtomicIntegerArray page = pages.get(index);
    if (page == null) {
      pages.compareAndSet(index, null, new AtomicIntegerArray(PAGE));
      page = pages.get(index);
    }
    return page;
  }
}
