package io.cmqkafka.queue.simulation;

import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.QueueCommand;
import java.util.TreeMap;

/**
 * A receive that asks for it is given no message for the first time while one that was delivered in
 * vain is neither deleted nor given up.
 */
final class RetriesFirst implements Invariant {
  /** The latest delivery of what is not deleted. */
  private final TreeMap<Long, Grant> delivered = new TreeMap<>();

  private boolean retriesFirst;

  @Override
  public void giving(QueueCommand.Receive receive) {
    retriesFirst = receive.retriesFirst();
  }

  @Override
  public void granted(Grant grant, long now) {
    for (Grant other : delivered.values()) {
      boolean inVain = other.count() > 1 || other.until() <= now;
      BrokenInvariant.unless(
          !(retriesFirst && grant.count() == 1 && inVain),
          "Retries first: %s at %d before the retry of %s",
          grant,
          now,
          other);
    }
    delivered.put(grant.offset(), grant);
  }

  @Override
  public void deleted(Lease lease, boolean outcome, long now) {
    if (outcome) {
      delivered.remove(lease.offset());
    }
  }

  @Override
  public void released(Lease lease, long now) {
    Grant grant = goodFor(lease, now);
    if (grant != null && grant.count() == 1) {
      delivered.remove(lease.offset());
    } else if (grant != null) {
      delivered.put(lease.offset(), new Grant(lease.offset(), -1, grant.count() - 1, 0, 0));
    }
  }

  @Override
  public void deferred(Lease lease, long due, long now) {
    Grant grant = goodFor(lease, now);
    if (grant != null) {
      delivered.put(lease.offset(), new Grant(lease.offset(), -1, grant.count(), 0, 0));
    }
  }

  @Override
  public void removed(long offset) {
    delivered.remove(offset);
  }

  @Override
  public void shown(long offset) {
    delivered.put(offset, new Grant(offset, -1, delivered.get(offset).count(), 0, 0));
  }

  @Override
  public void died(DeadLetter letter, long now) {
    delivered.remove(letter.offset());
  }

  @Override
  public void cleared() {
    delivered.clear();
  }

  @Override
  public void trimmed(long start) {
    delivered.headMap(start).clear();
  }

  private Grant goodFor(Lease lease, long now) {
    Grant grant = delivered.get(lease.offset());
    boolean good = grant != null && grant.serial() == lease.serial() && now < grant.until();
    return good ? grant : null;
  }

  @Override
  public void cutBack(long end) {
    delivered.tailMap(end).clear();
  }
}
