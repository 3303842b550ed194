package io.cmqkafka.queue.simulation;

import io.cmqkafka.queue.Buried;
import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.QueueCommand;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * A message dies when its last delivery was in vain, when it is buried, or when it expires, and
 * then at once, whether anybody asks for messages or not; and for no other reason. It is told of,
 * under a number of its own, and is not delivered any more. Until it is moved, whoever takes over
 * is told of it again.
 */
final class DeadLettersAreToldOf implements Invariant {
  /** By offset, the number of the death. */
  private final NavigableMap<Long, Long> dead = new TreeMap<>();

  /** The latest delivery of what is not deleted. */
  private final TreeMap<Long, Grant> delivered = new TreeMap<>();

  /** Those that were the last. */
  private final TreeMap<Long, Grant> last = new TreeMap<>();

  private final Set<Long> mustDie = new HashSet<>();
  private QueueCommand.Receive receive;
  private int fewestReceives = Integer.MAX_VALUE;
  private long expiringBefore = Long.MIN_VALUE;
  private int expiringMax;
  private long lastNumber = -1;

  @Override
  public void giving(QueueCommand.Receive given) {
    receive = given;
  }

  @Override
  public void asked(QueueCommand.Receive asked) {
    if (asked.maxReceives() > 0) {
      fewestReceives = Math.min(fewestReceives, asked.maxReceives());
    }
  }

  @Override
  public void granted(Grant grant, long now) {
    BrokenInvariant.unless(
        !dead.containsKey(grant.offset()), "Dead letters: delivered although dead: %s", grant);
    BrokenInvariant.unless(
        receive.maxReceives() == 0 || grant.count() <= receive.maxReceives(),
        "Dead letters: delivered too often: %s to %s",
        grant,
        receive);
    delivered.put(grant.offset(), grant);
    last.remove(grant.offset());
    if (grant.count() == receive.maxReceives()) {
      last.put(grant.offset(), grant);
    }
  }

  @Override
  public void deleted(Lease lease, boolean outcome, long now) {
    if (outcome) {
      forget(lease.offset());
    }
  }

  @Override
  public void released(Lease lease, long now) {
    if (isGood(lease, now)) {
      last.remove(lease.offset());
      delivered.put(lease.offset(), gone(delivered.get(lease.offset()), 1));
    }
  }

  @Override
  public void deferred(Lease lease, long due, long now) {
    if (isGood(lease, now)) {
      BrokenInvariant.unless(
          !last.containsKey(lease.offset()), "Dead letters: deferred and not dead: %s", lease);
      delivered.put(lease.offset(), gone(delivered.get(lease.offset()), 0));
    }
  }

  @Override
  public void buried(Lease lease, long now) {
    if (isGood(lease, now)) {
      mustDie.add(lease.offset());
    }
  }

  @Override
  public void expiring(long before, int max) {
    expiringBefore = before;
    expiringMax = max;
  }

  @Override
  public void removed(long offset) {
    forget(offset);
  }

  @Override
  public void shown(long offset) {
    if (last.containsKey(offset)) {
      mustDie.add(offset);
    } else {
      delivered.put(offset, gone(delivered.get(offset), 0));
    }
  }

  @Override
  public void leaving(long offset) {
    mustDie.add(offset);
  }

  @Override
  public void returned(Buried letter) {
    dead.remove(letter.offset(), letter.number());
  }

  @Override
  public void died(DeadLetter letter, long now) {
    long offset = letter.offset();
    Grant lastOne = last.get(offset);
    Grant latest = delivered.get(offset);
    boolean ended = lastOne != null && lastOne.until() <= now;
    boolean exhausted = latest != null && latest.count() >= fewestReceives;
    boolean buried = mustDie.remove(offset);
    boolean expired = offset < expiringBefore && dead.size() < expiringMax;
    BrokenInvariant.unless(
        ended || exhausted || buried || expired, "Dead letters: died without reason: %s", letter);
    BrokenInvariant.unless(
        dead.put(offset, letter.number()) == null, "Dead letters: told of twice: %s", letter);
    BrokenInvariant.unless(
        letter.number() > lastNumber, "Dead letters: number %s after %d", letter, lastNumber);
    lastNumber = letter.number();
    forget(offset);
  }

  @Override
  public void moved(Buried letter) {
    dead.remove(letter.offset(), letter.number());
  }

  @Override
  public void stillDead(Set<Buried> letters) {
    Set<Buried> notMoved = new HashSet<>();
    dead.forEach((offset, number) -> notMoved.add(new Buried(offset, number)));
    BrokenInvariant.unless(
        letters.equals(notMoved),
        "Dead letters: a successor is told of %s, not moved are %s",
        letters,
        notMoved);
  }

  @Override
  public void cleared() {
    delivered.clear();
    last.clear();
    dead.clear();
  }

  @Override
  public void trimmed(long start) {
    delivered.headMap(start).clear();
    last.headMap(start).clear();
    dead.headMap(start).clear();
    mustDie.removeIf(offset -> offset < start);
  }

  @Override
  public void settled(long now) {
    expiringBefore = Long.MIN_VALUE;
    BrokenInvariant.unless(mustDie.isEmpty(), "Dead letters: buried and not dead: %s", mustDie);
    last.values()
        .forEach(
            grant ->
                BrokenInvariant.unless(
                    now < grant.until(), "Dead letters: not dead at %d: %s", now, grant));
  }

  private void forget(long offset) {
    delivered.remove(offset);
    last.remove(offset);
  }

  private boolean isGood(Lease lease, long now) {
    Grant grant = delivered.get(lease.offset());
    return grant != null && grant.serial() == lease.serial() && now < grant.until();
  }

  /** The delivery without a lease that is good for anything. */
  private static Grant gone(Grant grant, int uncounted) {
    return new Grant(grant.offset(), -1, grant.count() - uncounted, 0, 0);
  }

  @Override
  public void cutBack(long end) {
    dead.tailMap(end).clear();
    delivered.tailMap(end).clear();
    last.tailMap(end).clear();
  }
}
