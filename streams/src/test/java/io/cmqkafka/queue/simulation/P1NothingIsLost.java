package io.cmqkafka.queue.simulation;

import io.cmqkafka.queue.Buried;
import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Lease;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What was neither deleted nor cleared nor outlived its retention can still be received. */
final class P1NothingIsLost implements Invariant {
  private final NavigableSet<Long> owed = new TreeSet<>();
  private final NavigableSet<Long> rewindable = new TreeSet<>();

  /** By offset, the number of the death. */
  private final NavigableMap<Long, Long> dying = new TreeMap<>();

  private long end;

  /** Rewinding is promised for what arrived after it was switched on. */
  private long promisedFrom;

  @Override
  public void arrived(long offset, long due) {
    owed.add(offset);
    end = offset + 1;
  }

  @Override
  public void deleted(Lease lease, boolean outcome, long now) {
    if (outcome && owed.remove(lease.offset()) && lease.offset() >= promisedFrom) {
      rewindable.add(lease.offset());
    }
  }

  @Override
  public void removed(long offset) {
    if (owed.remove(offset) && offset >= promisedFrom) {
      rewindable.add(offset);
    }
  }

  @Override
  public void returned(Buried letter) {
    if (dying.remove(letter.offset(), letter.number())) {
      owed.add(letter.offset());
    }
  }

  /** That it is told of is the promise kept; whoever was told deletes it when it is moved. */
  @Override
  public void died(DeadLetter letter, long now) {
    if (owed.remove(letter.offset())) {
      dying.put(letter.offset(), letter.number());
    }
  }

  @Override
  public void moved(Buried letter) {
    boolean was = dying.remove(letter.offset(), letter.number());
    if (was && letter.offset() >= promisedFrom) {
      rewindable.add(letter.offset());
    }
  }

  @Override
  public void cleared() {
    rewindable.addAll(owed.tailSet(promisedFrom));
    rewindable.addAll(dying.tailMap(promisedFrom).keySet());
    owed.clear();
    dying.clear();
  }

  @Override
  public void rewound(long offset) {
    owed.addAll(rewindable.tailSet(offset));
    rewindable.tailSet(offset).clear();
  }

  @Override
  public void rewindWindowOpened() {
    rewindable.clear();
    promisedFrom = end;
  }

  @Override
  public void trimmed(long start) {
    owed.headSet(start).clear();
    dying.headMap(start).clear();
    rewindable.headSet(start).clear();
  }

  @Override
  public void cutBack(long newEnd) {
    owed.tailSet(newEnd).clear();
    dying.tailMap(newEnd).clear();
    rewindable.tailSet(newEnd).clear();
    promisedFrom = Math.min(promisedFrom, newEnd);
    end = newEnd;
  }

  @Override
  public void drained() {
    BrokenInvariant.unless(owed.isEmpty(), "P1: not delivered any more: %s", owed);
  }
}
