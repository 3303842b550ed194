package io.cmqkafka.queue;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The receives parked at one queue partition, findable by place in line, deadline and origin. */
final class ParkedReceives {
  private final TreeMap<Long, Parked> line = new TreeMap<>();

  /** Those in line that take first deliveries beside retries. */
  private final TreeMap<Long, Parked> takingAny = new TreeMap<>();

  private final TreeSet<Parked> byDeadline =
      new TreeSet<>(Comparator.comparingLong(Parked::deadline).thenComparingLong(Parked::number));
  private final TreeSet<Parked> byCatchUp =
      new TreeSet<>(Comparator.comparingLong(Parked::catchUpTo).thenComparingLong(Parked::number));
  private final Map<Origin, Parked> byOrigin = new HashMap<>();

  void add(Parked parked) {
    line.put(parked.number(), parked);
    if (!parked.retriesFirst()) {
      takingAny.put(parked.number(), parked);
    }
    byDeadline.add(parked);
    if (parked.catchUpTo() != Long.MAX_VALUE) {
      byCatchUp.add(parked);
    }
    byOrigin.put(parked.origin(), parked);
  }

  void remove(Parked parked) {
    line.remove(parked.number());
    takingAny.remove(parked.number());
    byDeadline.remove(parked);
    byCatchUp.remove(parked);
    byOrigin.remove(parked.origin(), parked);
  }

  boolean isEmpty() {
    return line.isEmpty();
  }

  /** The first in line, or null. */
  Parked first() {
    return line.isEmpty() ? null : line.firstEntry().getValue();
  }

  /** The first in line that does not ask for retries first, or null. */
  Parked firstTakingAny() {
    return takingAny.isEmpty() ? null : takingAny.firstEntry().getValue();
  }

  /** One past the number of the last receive in line; 0 when none is parked. */
  long endOfLine() {
    return line.isEmpty() ? 0 : line.lastKey() + 1;
  }

  Parked of(Origin origin) {
    return byOrigin.get(origin);
  }

  /** Log time of the earliest deadline; {@link Long#MAX_VALUE} when no receive is parked. */
  long earliestDeadline() {
    return byDeadline.isEmpty() ? Long.MAX_VALUE : byDeadline.first().deadline();
  }

  /** Somebody whose deadline has come, or null. */
  Parked overdue(long now) {
    boolean due = !byDeadline.isEmpty() && byDeadline.first().deadline() <= now;
    return due ? byDeadline.first() : null;
  }

  /** Somebody whose catching up is done, or null. */
  Parked caughtUp(long end) {
    boolean done = !byCatchUp.isEmpty() && byCatchUp.first().catchUpTo() <= end;
    return done ? byCatchUp.first() : null;
  }

  List<Parked> inLine() {
    return List.copyOf(line.values());
  }
}
