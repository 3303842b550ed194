package io.cmqkafka.logtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Says how long something has lived. A message that has ended by its age cannot come back, so when
 * clocks disagree it counts as young.
 *
 * <p>A record's timestamp is what a clock said when it was appended. It counts as old only by the
 * earliest of the clocks that this process knows, its own and those of the brokers that took its
 * commands; and only by as much time as has passed here by {@link System#nanoTime}, which nobody
 * sets. A clock that jumps ahead is believed for an age only after it has shown the new time for
 * that age: then everything younger was stamped after the jump. A clock that goes back is believed
 * at once. Time that passed before this process began to look is believed after ten minutes, for a
 * machine may start with a wrong clock.
 *
 * <p>Thread-safe.
 */
public final class AgeClock {
  /** Before every timestamp. As long as no broker's time is known, nothing is old. */
  static final long NOTHING = Long.MIN_VALUE / 4;

  /** How long this process must have run before the time before its start is believed. */
  static final long UNSEEN_TIME_MS = TimeUnit.MINUTES.toMillis(10);

  /** Times here and elsewhere are rounded to the millisecond. */
  private static final long ROUNDING_MS = 2;

  /** Readings that differ by less, and lie close together, are one. */
  private static final long SAME_MS = 50;

  private static final long CLOSE_MS = 10_000;

  /**
   * Clocks that drift apart make many readings. Beyond this number the two oldest become one, the
   * lower one.
   */
  private static final int MAX_READINGS = 256;

  private final LongSupplier wallTimeMs;
  private final LongSupplier nanoTime;

  /**
   * How far the clocks were ahead of {@link System#nanoTime}, one reading after another. The
   * differences rise: a reading above a later one is of no use any more.
   */
  private final Deque<Reading> readings = new ArrayDeque<>();

  private Reading atStart;

  /** Between these the clock of the broker stands before the time here that was heard of last. */
  private long brokerAtLeast;

  private long brokerAtMost;
  private boolean knowsBroker;

  /**
   * A difference in ms, and from when to when it was so, in ms of the time that passes here. It
   * ends with the reading after it: nobody knows how soon before that the clock was set.
   */
  private static final class Reading {
    final long difference;
    final long first;
    long last;

    Reading(long difference, long first) {
      this.difference = difference;
      this.first = first;
      this.last = first;
    }
  }

  public AgeClock() {
    this(System::currentTimeMillis, System::nanoTime);
  }

  public AgeClock(LongSupplier wallTimeMs, LongSupplier nanoTime) {
    this.wallTimeMs = wallTimeMs;
    this.nanoTime = nanoTime;
  }

  /**
   * What the log says about the time before this process looked.
   *
   * @param latestMs the latest timestamp in the log, epoch ms; negative when there is none
   */
  public synchronized void startFrom(long latestMs) {
    if (latestMs >= 0) {
      long here = here();
      atStart = new Reading(latestMs - here, here);
    }
  }

  /**
   * @param sentNanos {@link #nanos} before the record was sent
   * @param timestampMs what the broker that took it stamped on it, epoch ms; it has been
   *     acknowledged just now
   */
  public synchronized void observe(long sentNanos, long timestampMs) {
    brokerAtLeast = timestampMs - here();
    brokerAtMost = timestampMs - TimeUnit.NANOSECONDS.toMillis(sentNanos);
    knowsBroker = true;
    read();
  }

  /** As {@link System#nanoTime}, for {@link #observe}. */
  public long nanos() {
    return nanoTime.getAsLong();
  }

  /** Whether any broker has told its time: until then nothing is old. */
  public synchronized boolean isKnown() {
    return knowsBroker;
  }

  /**
   * What was stamped at this time or before, epoch ms, has lived so long for certain; what was
   * stamped later may be younger. About {@link Long#MIN_VALUE} while nothing is certain.
   *
   * @param ageMs 0 for the time that it is at least
   */
  public synchronized long bornBy(long ageMs) {
    if (!knowsBroker) {
      return NOTHING;
    }
    long difference = read();
    long here = here();
    Iterator<Reading> rising = readings.iterator();
    while (rising.hasNext()) {
      Reading reading = rising.next();
      if (reading.last >= here - ageMs) {
        difference = Math.min(difference, reading.difference);
        break;
      }
    }
    if (atStart != null && here - atStart.last < Math.min(ageMs, UNSEEN_TIME_MS)) {
      difference = Math.min(difference, atStart.difference);
    }
    return here + difference - ageMs;
  }

  /** The earliest time of any clock now, as a difference to {@link System#nanoTime}. */
  private long read() {
    // In this order, so that a pause of the thread in between makes the clock seem earlier, not
    // later.
    long wallTime = wallTimeMs.getAsLong();
    long here = here();
    long wall = wallTime - here;
    // A broker's clock that may equal this one, as far as its answer tells, is taken to be equal.
    boolean isBehind = knowsBroker && wall > brokerAtMost + ROUNDING_MS;
    long earliest = isBehind ? brokerAtLeast : wall;
    add(earliest, here);
    return earliest;
  }

  private void add(long earliest, long here) {
    Reading before = readings.peekLast();
    if (before != null) {
      before.last = here;
      if (before.difference < earliest
          && earliest - before.difference < SAME_MS
          && here - before.first < CLOSE_MS) {
        return;
      }
    }
    while (!readings.isEmpty() && readings.getLast().difference >= earliest) {
      readings.removeLast();
    }
    readings.addLast(new Reading(earliest, here));
    if (readings.size() > MAX_READINGS) {
      Reading first = readings.removeFirst();
      Reading second = readings.removeFirst();
      Reading both = new Reading(first.difference, first.first);
      both.last = second.last;
      readings.addFirst(both);
    }
  }

  private long here() {
    return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong());
  }
}
