package io.cmqkafka.queue.simulation;

import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.Lease;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/**
 * First deliveries are in offset order, a rewind beginning anew; redeliveries come before newer
 * messages. A message that was delayed is delivered when it is due.
 */
final class P5InOrder implements Invariant {
  private final Set<Long> delayed = new HashSet<>();

  /** Delivered and not deleted: who has it. */
  private final TreeMap<Long, Grant> delivered = new TreeMap<>();

  /** Released, hence visible at once. */
  private final Set<Long> released = new HashSet<>();

  private long last = -1;

  @Override
  public void arrived(long offset, long due) {
    if (due > 0) {
      delayed.add(offset);
    }
  }

  @Override
  public void granted(Grant grant, long now) {
    boolean wasDelayed = delayed.contains(grant.offset());
    Grant before = delivered.put(grant.offset(), grant);
    released.remove(grant.offset());
    for (Grant older : delivered.values()) {
      boolean cameBack =
          older != grant && (older.until() <= now || released.contains(older.offset()));
      boolean outOfTurn = older.offset() < grant.offset() || (before == null && !wasDelayed);
      BrokenInvariant.unless(
          !(cameBack && outOfTurn), "P5: %s before the redelivery of %s", grant, older);
    }
    if (before == null && !wasDelayed) {
      BrokenInvariant.unless(grant.offset() > last, "P5: %s after offset %d", grant, last);
      last = grant.offset();
    }
  }

  @Override
  public void deleted(Lease lease, boolean outcome, long now) {
    if (outcome) {
      delivered.remove(lease.offset());
    }
  }

  @Override
  public void released(Lease lease, long now) {
    Grant holder = delivered.get(lease.offset());
    if (holder != null && holder.serial() == lease.serial() && now < holder.until()) {
      released.add(lease.offset());
    }
  }

  @Override
  public void rewound(long offset) {
    last = Math.min(last, offset - 1);
  }

  @Override
  public void cleared() {
    delivered.clear();
    released.clear();
  }

  @Override
  public void trimmed(long start) {
    delivered.headMap(start).clear();
    released.removeIf(offset -> offset < start);
  }
}
