package io.cmqkafka.queue.simulation;

import io.cmqkafka.queue.Buried;
import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.QueueCommand;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * First deliveries are in offset order, a rewind beginning anew; redeliveries come before newer
 * messages. A message that was delayed is delivered when it is due. A receive that asks for retries
 * first may pass over what was never delivered.
 */
final class P5InOrder implements Invariant {
  private final Set<Long> delayed = new HashSet<>();

  /** Delivered and not deleted: who has it. */
  private final TreeMap<Long, Grant> delivered = new TreeMap<>();

  /** Released, hence visible at once: how often it was delivered. */
  private final Map<Long, Integer> released = new HashMap<>();

  private boolean retriesFirst;

  private long last = -1;

  /** Up to here some were chosen to leave. */
  private long passed = -1;

  /** That much of it when the rewind window was opened, before which no rewind goes. */
  private long passedForGood = -1;

  @Override
  public void rewindWindowOpened() {
    passedForGood = passed;
  }

  @Override
  public void passed(long lastChosen) {
    passed = Math.max(passed, lastChosen);
  }

  @Override
  public void arrived(long offset, long due) {
    if (due > 0) {
      delayed.add(offset);
    }
  }

  @Override
  public void giving(QueueCommand.Receive receive) {
    retriesFirst = receive.retriesFirst();
  }

  @Override
  public void granted(Grant grant, long now) {
    boolean wasDelayed = delayed.contains(grant.offset()) || grant.offset() <= passed;
    Grant before = delivered.put(grant.offset(), grant);
    released.remove(grant.offset());
    for (Grant older : delivered.values()) {
      boolean cameBack =
          older != grant && (older.until() <= now || released.containsKey(older.offset()));
      boolean mayPass =
          retriesFirst && grant.count() > 1 && released.getOrDefault(older.offset(), 1) == 0;
      boolean outOfTurn = older.offset() < grant.offset() || (before == null && !wasDelayed);
      BrokenInvariant.unless(
          !(cameBack && outOfTurn) || mayPass, "P5: %s before the redelivery of %s", grant, older);
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
      released.put(lease.offset(), holder.count() - 1);
    }
  }

  @Override
  public void deferred(Lease lease, long due, long now) {
    Grant holder = delivered.get(lease.offset());
    if (holder != null && holder.serial() == lease.serial() && now < holder.until()) {
      delivered.put(lease.offset(), new Grant(lease.offset(), -1, holder.count(), due, 0));
    }
  }

  @Override
  public void removed(long offset) {
    delivered.remove(offset);
    released.remove(offset);
  }

  @Override
  public void shown(long offset) {
    delivered.put(offset, new Grant(offset, -1, delivered.get(offset).count(), 0, 0));
  }

  @Override
  public void returned(Buried letter) {
    delayed.add(letter.offset());
  }

  @Override
  public void died(DeadLetter letter, long now) {
    delivered.remove(letter.offset());
    released.remove(letter.offset());
  }

  @Override
  public void rewound(long offset) {
    last = Math.min(last, offset - 1);
    passed = Math.max(Math.min(passed, offset - 1), passedForGood);
    // What counts as never delivered waits in its place again.
    released.entrySet().removeIf(one -> one.getKey() >= offset && isForgotten(one));
  }

  private boolean isForgotten(Map.Entry<Long, Integer> one) {
    if (one.getValue() > 0) {
      return false;
    }
    delivered.remove(one.getKey());
    delayed.add(one.getKey());
    return true;
  }

  @Override
  public void cleared() {
    delivered.clear();
    released.clear();
  }

  @Override
  public void trimmed(long start) {
    delivered.headMap(start).clear();
    released.keySet().removeIf(offset -> offset < start);
  }

  @Override
  public void cutBack(long end) {
    delayed.removeIf(offset -> offset >= end);
    delivered.tailMap(end).clear();
    released.keySet().removeIf(offset -> offset >= end);
    last = Math.min(last, end - 1);
  }
}
