package io.cmqkafka.catalog;

import io.cmqkafka.queue.Progress;
import java.util.Map;

/** Where a {@link CatalogMachine} writes down its state; read once, when it is set up. */
public interface CatalogStore {
  Map<String, CatalogEntry> load();

  void save(CatalogEntry entry);

  void remove(String key);

  /** {@link Progress#NONE} in a new store. */
  Progress loadProgress();

  void saveProgress(Progress progress);
}
