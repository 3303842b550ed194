package io.cmqkafka.queue.simulation;

import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.Lease;
import java.util.TreeMap;

/** A handle deletes exactly while it is the message's newest and its visibility has not ended. */
final class P4OnlyTheNewestHandleDeletes implements Invariant {
  private final TreeMap<Long, Grant> newest = new TreeMap<>();
  private long lastSerial = -1;

  @Override
  public void granted(Grant grant, long now) {
    BrokenInvariant.unless(grant.serial() > lastSerial, "P4: serial given twice: %s", grant);
    lastSerial = grant.serial();
    newest.put(grant.offset(), grant);
  }

  @Override
  public void deleted(Lease lease, boolean outcome, long now) {
    BrokenInvariant.unless(
        outcome == isGood(lease, now),
        "P4: delete answered %s for %s at %d, newest is %s",
        outcome,
        lease,
        now,
        newest.get(lease.offset()));
    if (outcome) {
      newest.remove(lease.offset());
    }
  }

  @Override
  public void released(Lease lease, long now) {
    if (isGood(lease, now)) {
      newest.remove(lease.offset());
    }
  }

  @Override
  public void deferred(Lease lease, long due, long now) {
    released(lease, now);
  }

  @Override
  public void removed(long offset) {
    newest.remove(offset);
  }

  @Override
  public void shown(long offset) {
    newest.remove(offset);
  }

  @Override
  public void died(DeadLetter letter, long now) {
    newest.remove(letter.offset());
  }

  @Override
  public void cleared() {
    newest.clear();
  }

  @Override
  public void trimmed(long start) {
    newest.headMap(start).clear();
  }

  private boolean isGood(Lease lease, long now) {
    Grant grant = newest.get(lease.offset());
    return grant != null && grant.serial() == lease.serial() && now < grant.until();
  }

  @Override
  public void cutBack(long end) {
    newest.tailMap(end).clear();
  }
}
