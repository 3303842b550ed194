package io.cmqkafka.queue.simulation;

import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.Lease;
import java.util.TreeMap;

/** Each delivery counts one more and keeps the first one's time; a released one is none. */
final class DeliveriesAreCounted implements Invariant {
  private final TreeMap<Long, Grant> latest = new TreeMap<>();

  @Override
  public void granted(Grant grant, long now) {
    Grant before = latest.put(grant.offset(), grant);
    BrokenInvariant.unless(
        grant.count() == (before == null ? 1 : before.count() + 1)
            && grant.firstDequeue() == (before == null ? now : before.firstDequeue()),
        "Delivery at %d counted wrongly: %s after %s",
        now,
        grant,
        before);
  }

  @Override
  public void released(Lease lease, long now) {
    Grant grant = latest.get(lease.offset());
    if (grant == null || grant.serial() != lease.serial() || now >= grant.until()) {
      return;
    }
    if (grant.count() == 1) {
      latest.remove(lease.offset());
    } else {
      latest.put(
          grant.offset(),
          new Grant(grant.offset(), -1, grant.count() - 1, 0, grant.firstDequeue()));
    }
  }

  @Override
  public void deferred(Lease lease, long due, long now) {
    Grant grant = latest.get(lease.offset());
    if (grant != null && grant.serial() == lease.serial() && now < grant.until()) {
      latest.put(
          grant.offset(), new Grant(grant.offset(), -1, grant.count(), 0, grant.firstDequeue()));
    }
  }

  @Override
  public void deleted(Lease lease, boolean outcome, long now) {
    if (outcome) {
      latest.remove(lease.offset());
    }
  }

  @Override
  public void removed(long offset) {
    latest.remove(offset);
  }

  @Override
  public void shown(long offset) {
    Grant grant = latest.get(offset);
    latest.put(offset, new Grant(offset, -1, grant.count(), 0, grant.firstDequeue()));
  }

  @Override
  public void died(DeadLetter letter, long now) {
    latest.remove(letter.offset());
  }

  @Override
  public void cleared() {
    latest.clear();
  }

  @Override
  public void trimmed(long start) {
    latest.headMap(start).clear();
  }

  @Override
  public void cutBack(long end) {
    latest.tailMap(end).clear();
  }
}
