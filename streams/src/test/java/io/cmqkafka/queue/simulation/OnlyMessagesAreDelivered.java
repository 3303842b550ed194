package io.cmqkafka.queue.simulation;

import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Grant;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What is delivered is known and no gap. (A gap is forgotten once it is passed, so a rewind may
 * reach it; whoever fetches the body finds none there.)
 */
final class OnlyMessagesAreDelivered implements Invariant {
  private final NavigableSet<Long> gaps = new TreeSet<>();
  private long end;

  @Override
  public void arrived(long offset, long due) {
    end = offset + 1;
  }

  @Override
  public void gap(long offset) {
    gaps.add(offset);
    end = offset + 1;
  }

  @Override
  public void granted(Grant grant, long now) {
    BrokenInvariant.unless(!gaps.contains(grant.offset()), "A gap was delivered: %s", grant);
    BrokenInvariant.unless(grant.offset() < end, "Delivered before it arrived: %s", grant);
  }

  @Override
  public void died(DeadLetter letter, long now) {
    BrokenInvariant.unless(!gaps.contains(letter.offset()), "A gap died: %s", letter);
  }

  @Override
  public void rewound(long offset) {
    gaps.tailSet(offset).clear();
  }

  @Override
  public void trimmed(long start) {
    gaps.headSet(start).clear();
  }

  @Override
  public void cutBack(long newEnd) {
    gaps.tailSet(newEnd).clear();
    end = newEnd;
  }
}
