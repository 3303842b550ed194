package io.cmqkafka.copy;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tells repeated copies from new ones, for all sources whose copies come to one queue partition.
 */
public final class CopySources {
  /**
   * Beyond this number the source without a copy for longest is forgotten; its copies count as new
   * then.
   */
  public static final int MAX_SOURCES = 4_096;

  private final SourceStore store;
  private final Map<String, SeenCopies> seen = new HashMap<>();

  /** Sources by the offset of their last copy. */
  private final TreeMap<Long, String> byPlace = new TreeMap<>();

  /** Sources to be saved once for an arrival, not for each copy in it. */
  private final Set<String> unsaved = new LinkedHashSet<>();

  public CopySources(SourceStore store) {
    this.store = store;
  }

  public void restore(Map<String, SeenCopies> then) {
    then.forEach(this::put);
  }

  /** Remembers the copy. True when it repeats one that was seen before. */
  public boolean isRepeat(Copied copy) {
    SeenCopies after = seen.getOrDefault(copy.source(), SeenCopies.NOTHING).with(copy);
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

  public void save() {
    unsaved.forEach(source -> store.saveSource(source, seen.get(source)));
    unsaved.clear();
  }

  /**
   * Forgets the sources whose last copy lay at {@code end} or past it: which of their copies are
   * left is not known, and a copy is rather delivered twice than an item lost.
   */
  public void cutBack(long end) {
    List.copyOf(byPlace.tailMap(end).values()).forEach(this::forget);
  }

  public void removeAll() {
    List.copyOf(seen.keySet()).forEach(this::forget);
  }

  private void put(String source, SeenCopies now) {
    SeenCopies before = seen.put(source, now);
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
