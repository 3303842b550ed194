package io.cmqkafka.queue.simulation;

import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Grant;
import java.util.TreeMap;

/** A delayed message is not delivered before it is due. */
final class DelaysAreKept implements Invariant {
  private final TreeMap<Long, Long> dueAt = new TreeMap<>();

  @Override
  public void arrived(long offset, long due) {
    dueAt.put(offset, due);
  }

  @Override
  public void granted(Grant grant, long now) {
    BrokenInvariant.unless(
        dueAt.getOrDefault(grant.offset(), 0L) <= now,
        "Delivered at %d although delayed until %d: %s",
        now,
        dueAt.get(grant.offset()),
        grant);
  }

  @Override
  public void died(DeadLetter letter, long now) {
    BrokenInvariant.unless(
        dueAt.getOrDefault(letter.offset(), 0L) <= now,
        "Died at %d although delayed until %d: %s",
        now,
        dueAt.get(letter.offset()),
        letter);
  }

  @Override
  public void removed(long offset) {
    dueAt.remove(offset);
  }

  /** Clearing deletes what is delayed; what is rewound to is deleted, no longer delayed. */
  @Override
  public void cleared() {
    dueAt.clear();
  }

  @Override
  public void trimmed(long start) {
    dueAt.headMap(start).clear();
  }

  @Override
  public void cutBack(long end) {
    dueAt.tailMap(end).clear();
  }
}
