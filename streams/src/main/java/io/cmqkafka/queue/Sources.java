package io.cmqkafka.queue;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What was seen of the sources whose copies come to one queue partition. */
final class Sources {
  /** Beyond it the one that had no copy for longest is forgotten; its copies are new then. */
  static final int MAX_SOURCES = 4_096;

  private final QueueStore store;
  private final Map<String, Seen> seen = new HashMap<>();

  /** By the offset of their last copy. */
  private final TreeMap<Long, String> byPlace = new TreeMap<>();

  /** Written once for an arrival, not for each copy in it. */
  private final Set<String> unsaved = new LinkedHashSet<>();

  Sources(QueueStore store) {
    this.store = store;
  }

  void restore(Map<String, Seen> then) {
    then.forEach(this::put);
  }

  /** Takes note of the copy; whether it is a repeat of one that was seen. */
  boolean isRepeat(Copied copy) {
    Seen after = seen.getOrDefault(copy.source(), Seen.NOTHING).with(copy);
    if (after == null) {
      return true;
    }
    put(copy.source(), after);
    unsaved.add(copy.source());
    if (seen.size() > MAX_SOURCES) {
      forget(byPlace.firstEntry().getValue());
    }
    return false;
  }

  void save() {
    unsaved.forEach(source -> store.saveSource(source, seen.get(source)));
    unsaved.clear();
  }

  /**
   * Forgets the sources whose last copy lay at {@code end} or past it: which of their copies are
   * left is not known, and rather is one delivered twice than an item lost.
   */
  void cutBack(long end) {
    List.copyOf(byPlace.tailMap(end).values()).forEach(this::forget);
  }

  void removeAll() {
    List.copyOf(seen.keySet()).forEach(this::forget);
  }

  private void put(String source, Seen now) {
    Seen before = seen.put(source, now);
    if (before != null) {
      byPlace.remove(before.at());
    }
    byPlace.put(now.at(), source);
  }

  private void forget(String source) {
    byPlace.remove(seen.remove(source).at());
    unsaved.remove(source);
    store.removeSource(source);
  }
}
