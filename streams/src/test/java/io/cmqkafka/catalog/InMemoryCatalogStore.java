package io.cmqkafka.catalog;

import io.cmqkafka.queue.Progress;
import java.util.HashMap;
import java.util.Map;

/** A store that a second machine can be set up from. */
public final class InMemoryCatalogStore implements CatalogStore {
  final Map<String, CatalogEntry> entries = new HashMap<>();
  private Progress progress = Progress.NONE;

  @Override
  public Map<String, CatalogEntry> load() {
    return Map.copyOf(entries);
  }

  @Override
  public void save(CatalogEntry entry) {
    entries.put(entry.key(), entry);
  }

  @Override
  public void remove(String key) {
    entries.remove(key);
  }

  @Override
  public Progress loadProgress() {
    return progress;
  }

  @Override
  public void saveProgress(Progress newProgress) {
    progress = newProgress;
  }
}
