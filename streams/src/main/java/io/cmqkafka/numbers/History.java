package io.cmqkafka.numbers;

import io.cmqkafka.Numbers.Span;
import io.cmqkafka.Numbers.Window;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The numbers of the last hour and of the last day, within a budget of bytes.
 *
 * <p>Equal points in a row are kept once, and a queue whose numbers are all zero is not kept at
 * all, so what is quiet costs next to nothing. When the budget is used up, the queue, topic or
 * subscription whose numbers have not changed for longest loses the older half of its points, then
 * the next one, until there is room.
 *
 * <p>Thread-safe.
 */
final class History {
  /** Stands, beside the numbers of commands partitions, for processes that tell what they do. */
  static final int TOLD = -1;

  /** What a queue, topic or subscription costs beside its points but the last one. */
  private static final int SERIES_BYTES = 500;

  private static final long[] NOTHING = {};

  private final long maxBytes;
  private final Function<String, Set<Integer>> partsOf;
  private long since;

  /** The first slot that is not over. */
  private long next;

  /** By commands partition, or {@link #TOLD}, the periods that were told of. */
  private final Map<Integer, Series> covered = new HashMap<>();

  /** By id; what has not changed for longest comes first. */
  private final LinkedHashMap<String, Series> series = new LinkedHashMap<>();

  private long pointBytes;

  /** What is not kept was all zero from this slot on. */
  private long zeroFrom;

  private static final class Series {
    final Runs hour;
    final Runs day;

    Series(long knownFrom) {
      hour = new Runs(knownFrom);
      day = new Runs(Slot.firstLongPeriod(knownFrom));
    }

    Runs of(Span span) {
      return span == Span.HOUR ? hour : day;
    }

    long bytes() {
      return hour.bytes() + day.bytes();
    }

    boolean isEmpty() {
      return hour.isEmpty() && day.isEmpty();
    }

    void forgetBefore(long hourFrom, long dayFrom) {
      hour.forgetBefore(hourFrom);
      day.forgetBefore(dayFrom);
    }
  }

  /**
   * @param partsOf by the id of a queue or topic, the commands partitions, or {@link #TOLD},
   *     without which its numbers are not whole
   * @param since the first slot of which all is heard
   */
  History(long maxBytes, Function<String, Set<Integer>> partsOf, long since) {
    this.maxBytes = maxBytes;
    this.partsOf = partsOf;
    beginAnew(since);
  }

  /** Forgets everything. */
  synchronized void beginAnew(long slot) {
    since = slot;
    next = slot;
    zeroFrom = slot;
    covered.clear();
    series.clear();
    pointBytes = 0;
  }

  /** The first slot that is not over. */
  synchronized long next() {
    return next;
  }

  /** Takes the next slot, about which nothing more is heard. */
  synchronized void close(long slot, SlotInProgress told) {
    next = slot + 1;
    Set<Integer> parts = told.covered();
    for (Integer part : parts) {
      covered.computeIfAbsent(part, p -> new Series(slot)).hour.add(slot, NOTHING);
    }
    told.points()
        .forEach(
            (id, point) -> {
              if (parts.containsAll(partsOf.apply(id))) {
                add(id, Span.HOUR, slot, point);
              }
            });
    if (next % Slot.PER_LONG_PERIOD == 0) {
      closeLongPeriod(slot / Slot.PER_LONG_PERIOD);
    }
    makeRoom();
  }

  private void closeLongPeriod(long period) {
    long first = period * Slot.PER_LONG_PERIOD;
    for (Map.Entry<String, Series> one : Map.copyOf(series).entrySet()) {
      long[][] points = points(one.getKey(), Span.HOUR, first, Slot.PER_LONG_PERIOD);
      long[] sum = Point.zeros();
      for (long[] point : points) {
        if (point != null) {
          Point.follow(sum, point);
        }
      }
      if (!Point.isZero(sum)) {
        add(one.getKey(), Span.DAY, period, sum);
      }
    }
    for (Series one : covered.values()) {
      long[][] points = new long[Slot.PER_LONG_PERIOD][];
      one.hour.fill(first, points);
      for (long[] point : points) {
        if (point != null) {
          one.day.add(period, NOTHING);
          break;
        }
      }
    }
    forgetOld(period);
  }

  private void forgetOld(long period) {
    long hourFrom = next - Span.HOUR.periods();
    long dayFrom = period + 1 - Span.DAY.periods();
    covered.values().forEach(one -> one.forgetBefore(hourFrom, dayFrom));
    for (Iterator<Series> all = series.values().iterator(); all.hasNext(); ) {
      Series one = all.next();
      pointBytes -= one.bytes();
      one.forgetBefore(hourFrom, dayFrom);
      pointBytes += one.bytes();
      if (one.isEmpty() && one.day.knownFrom() <= Math.max(dayFrom, longZeroFrom())) {
        all.remove();
      }
    }
  }

  private void add(String id, Span span, long period, long[] point) {
    Series one = series.computeIfAbsent(id, i -> new Series(zeroFrom));
    pointBytes -= one.bytes();
    boolean isChange = one.of(span).add(period, point);
    pointBytes += one.bytes();
    if (isChange && span == Span.HOUR) {
      series.remove(id);
      series.put(id, one);
    }
  }

  private void makeRoom() {
    while (bytes() > maxBytes) {
      long before = bytes();
      for (Iterator<Series> quietestFirst = series.values().iterator();
          bytes() > maxBytes && quietestFirst.hasNext(); ) {
        Series one = quietestFirst.next();
        pointBytes -= one.bytes();
        one.hour.forgetHalf();
        one.day.forgetHalf();
        pointBytes += one.bytes();
      }
      if (bytes() == before) {
        // There are more of them than there is room for a single point of each.
        series.remove(series.keySet().iterator().next());
        zeroFrom = next;
      }
    }
  }

  /** Bytes of memory, about. */
  synchronized long bytes() {
    return pointBytes + (long) SERIES_BYTES * series.size();
  }

  synchronized Window window(Span span) {
    long first = firstOf(span);
    long end = span == Span.HOUR ? next : next / Slot.PER_LONG_PERIOD;
    int periods = (int) Math.max(0, Math.min(span.periods(), end - first));
    return new Window(span, (end - periods) * span.periodMs(), periods, since * Slot.MS);
  }

  /** The first period that is whole. */
  private long firstOf(Span span) {
    return span == Span.HOUR ? since : Slot.firstLongPeriod(since);
  }

  private long longZeroFrom() {
    return Slot.firstLongPeriod(zeroFrom);
  }

  /** See {@link io.cmqkafka.Numbers}. */
  synchronized long[][] of(String id, Window window) {
    Span span = window.span();
    return points(id, span, window.firstMs() / span.periodMs(), window.periods());
  }

  private long[][] points(String id, Span span, long first, int periods) {
    long[][] points = new long[periods][];
    Series one = series.get(id);
    long zeros = span == Span.HOUR ? zeroFrom : longZeroFrom();
    long knownFrom = one == null ? zeros : one.of(span).knownFrom();
    if (one != null) {
      one.of(span).fill(first, points);
    }
    boolean[] isTold = toldOf(id, span, first, periods);
    for (int i = 0; i < periods; i++) {
      if (!isTold[i] || first + i < knownFrom) {
        points[i] = null;
      } else if (points[i] == null) {
        points[i] = Point.ZERO;
      }
    }
    return points;
  }

  /** In which periods all were told of that make up its numbers. */
  private boolean[] toldOf(String id, Span span, long first, int periods) {
    boolean[] isTold = new boolean[periods];
    Arrays.fill(isTold, true);
    for (int part : partsOf.apply(id)) {
      long[][] told = new long[periods][];
      if (covered.containsKey(part)) {
        covered.get(part).of(span).fill(first, told);
      }
      for (int i = 0; i < periods; i++) {
        isTold[i] &= told[i] != null;
      }
    }
    return isTold;
  }
}
