package io.cmqkafka.queue.simulation;

import io.cmqkafka.copy.Copied;
import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Grant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Each item that was copied is delivered in its turn, and always as the same message, however often
 * it was copied, and however often somebody rewinds.
 */
final class P6EachCopiedItemOnce implements Invariant {
  private record Item(String source, long number) {}

  private final TreeMap<Long, Item> copies = new TreeMap<>();
  private final Set<Item> known = new HashSet<>();
  private final NavigableSet<Long> repeats = new TreeSet<>();
  private final Map<Item, Long> deliveredAs = new HashMap<>();

  /** First copies that were never delivered; the delayed ones have no turn. */
  private final TreeMap<Long, Item> owed = new TreeMap<>();

  private final TreeMap<Long, Item> owedLater = new TreeMap<>();

  @Override
  public void copied(Copied copy) {
    Item item = new Item(copy.source(), copy.number());
    copies.put(copy.offset(), item);
    if (known.add(item)) {
      owed.put(copy.offset(), item);
    } else {
      repeats.add(copy.offset());
    }
  }

  @Override
  public void arrived(long offset, long due) {
    if (due > 0 && owed.containsKey(offset)) {
      owedLater.put(offset, owed.remove(offset));
    }
  }

  @Override
  public void granted(Grant grant, long now) {
    owed.remove(grant.offset());
    owedLater.remove(grant.offset());
    BrokenInvariant.unless(
        owed.headMap(grant.offset()).isEmpty(), "P6: passed over before %s: %s", grant, owed);
    BrokenInvariant.unless(
        !repeats.contains(grant.offset()), "P6: a repeat was delivered: %s", grant);
    Item item = copies.get(grant.offset());
    if (item != null) {
      Long other = deliveredAs.putIfAbsent(item, grant.offset());
      BrokenInvariant.unless(
          other == null || other == grant.offset(),
          "P6: %s is delivered by %s and was delivered at offset %s",
          item,
          grant,
          other);
    }
  }

  @Override
  public void removed(long offset) {
    owed.remove(offset);
    owedLater.remove(offset);
  }

  @Override
  public void died(DeadLetter letter, long now) {
    owed.remove(letter.offset());
    owedLater.remove(letter.offset());
    BrokenInvariant.unless(!repeats.contains(letter.offset()), "P6: a repeat died: %s", letter);
  }

  @Override
  public void cleared() {
    owed.clear();
    owedLater.clear();
  }

  @Override
  public void trimmed(long start) {
    copies.headMap(start).clear();
    repeats.headSet(start).clear();
    owed.headMap(start).clear();
    owedLater.headMap(start).clear();
  }

  @Override
  public void sourceForgotten(String source) {
    known.removeIf(item -> item.source().equals(source));
    deliveredAs.keySet().removeIf(item -> item.source().equals(source));
    copies.values().removeIf(item -> item.source().equals(source));
  }

  @Override
  public void cutBack(long end) {
    copies.tailMap(end).clear();
    repeats.tailSet(end).clear();
    owed.tailMap(end).clear();
    owedLater.tailMap(end).clear();
  }

  @Override
  public void drained() {
    BrokenInvariant.unless(
        owed.isEmpty() && owedLater.isEmpty(), "P6: never delivered: %s, %s", owed, owedLater);
  }
}
