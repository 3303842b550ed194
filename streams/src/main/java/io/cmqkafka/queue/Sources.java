package io.cmqkafka.queue;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was seen of the sources whose copies come to one queue partition. */
final class Sources {
  /** Copies of further sources are ordinary messages, however often they come. */
  static final int MAX_SOURCES = 4_096;

  private final QueueStore store;
  private final Map<String, Seen> seen = new HashMap<>();

  /** Written once for an arrival, not for each copy in it. */
  private final Set<String> unsaved = new LinkedHashSet<>();

  Sources(QueueStore store) {
    this.store = store;
  }

  void restore(Map<String, Seen> then) {
    seen.putAll(then);
  }

  /** Takes note of the copy; whether it is a repeat of one that was seen. */
  boolean isRepeat(Copied copy) {
    Seen before = seen.getOrDefault(copy.source(), Seen.NOTHING);
    if (before == Seen.NOTHING && seen.size() >= MAX_SOURCES) {
      return false;
    }
    Seen after = before.with(copy);
    if (after != null) {
      seen.put(copy.source(), after);
      unsaved.add(copy.source());
    }
    return after == null;
  }

  void save() {
    unsaved.forEach(source -> store.saveSource(source, seen.get(source)));
    unsaved.clear();
  }

  void removeAll() {
    for (String source : List.copyOf(seen.keySet())) {
      store.removeSource(source);
    }
    seen.clear();
  }
}
