package io.cmqkafka.queue.simulation;

import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.Lease;
import java.util.TreeMap;

/** While a message is invisible or deferred, nobody else receives it. */
final class P3InvisibleToOthers implements Invariant {
  private final TreeMap<Long, Grant> holders = new TreeMap<>();

  @Override
  public void granted(Grant grant, long now) {
    Grant holder = holders.put(grant.offset(), grant);
    BrokenInvariant.unless(
        holder == null || holder.until() <= now,
        "P3: %s while %s was still good at %d",
        grant,
        holder,
        now);
    BrokenInvariant.unless(grant.until() > now, "P3: never invisible: %s at %d", grant, now);
  }

  @Override
  public void deleted(Lease lease, boolean outcome, long now) {
    if (outcome) {
      holders.remove(lease.offset());
    }
  }

  @Override
  public void released(Lease lease, long now) {
    Grant holder = holders.get(lease.offset());
    if (holder != null && holder.serial() == lease.serial()) {
      holders.remove(lease.offset());
    }
  }

  @Override
  public void deferred(Lease lease, long due, long now) {
    Grant holder = holders.get(lease.offset());
    if (holder != null && holder.serial() == lease.serial() && now < holder.until()) {
      holders.put(lease.offset(), new Grant(lease.offset(), -1, 0, due, 0));
    }
  }

  @Override
  public void buried(Lease lease, long now) {
    released(lease, now);
  }

  @Override
  public void removed(long offset) {
    holders.remove(offset);
  }

  @Override
  public void shown(long offset) {
    holders.remove(offset);
  }

  @Override
  public void died(DeadLetter letter, long now) {
    Grant holder = holders.remove(letter.offset());
    BrokenInvariant.unless(
        holder == null || holder.until() <= now,
        "P3: %s died at %d while %s was good",
        letter,
        now,
        holder);
  }

  @Override
  public void cleared() {
    holders.clear();
  }

  @Override
  public void trimmed(long start) {
    holders.headMap(start).clear();
  }

  @Override
  public void cutBack(long end) {
    holders.tailMap(end).clear();
  }
}
