package io.cmqkafka.queue.simulation;

import io.cmqkafka.queue.Buried;
import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.Lease;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was deleted or cleared is not delivered again unless it is rewound to; what was deleted
 * before rewinding was switched on, or outlived its retention, not even then.
 */
final class P2DeletedStaysDeleted implements Invariant {
  private final NavigableSet<Long> known = new TreeSet<>();
  private final NavigableSet<Long> deleted = new TreeSet<>();

  /** By offset, the number of the death. */
  private final NavigableMap<Long, Long> dying = new TreeMap<>();

  private final NavigableSet<Long> deletedForGood = new TreeSet<>();
  private long start;

  @Override
  public void arrived(long offset, long due) {
    known.add(offset);
  }

  @Override
  public void granted(Grant grant, long now) {
    BrokenInvariant.unless(
        !deleted.contains(grant.offset()) && !deletedForGood.contains(grant.offset()),
        "P2: delivered although deleted: %s",
        grant);
    BrokenInvariant.unless(grant.offset() >= start, "P2: delivered after its retention: %s", grant);
  }

  @Override
  public void deleted(Lease lease, boolean outcome, long now) {
    if (outcome) {
      deleted.add(lease.offset());
    }
  }

  @Override
  public void removed(long offset) {
    deleted.add(offset);
  }

  @Override
  public void returned(Buried letter) {
    dying.remove(letter.offset(), letter.number());
  }

  @Override
  public void died(DeadLetter letter, long now) {
    BrokenInvariant.unless(!deleted.contains(letter.offset()), "P2: died twice: %s", letter);
    dying.put(letter.offset(), letter.number());
  }

  @Override
  public void moved(Buried letter) {
    if (dying.remove(letter.offset(), letter.number())) {
      deleted.add(letter.offset());
    }
  }

  @Override
  public void cleared() {
    deleted.addAll(known);
    dying.clear();
  }

  @Override
  public void rewound(long offset) {
    deleted.tailSet(offset).clear();
  }

  @Override
  public void rewindWindowOpened() {
    deletedForGood.addAll(deleted);
  }

  @Override
  public void trimmed(long newStart) {
    start = Math.max(start, newStart);
    known.headSet(start).clear();
    dying.headMap(start).clear();
    deleted.headSet(start).clear();
    deletedForGood.headSet(start).clear();
  }

  @Override
  public void cutBack(long end) {
    known.tailSet(end).clear();
    dying.tailMap(end).clear();
    deleted.tailSet(end).clear();
    deletedForGood.tailSet(end).clear();
    start = Math.min(start, end);
  }
}
