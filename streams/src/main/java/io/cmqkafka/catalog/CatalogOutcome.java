package io.cmqkafka.catalog;

import io.cmqkafka.queue.Refusal;

/**
 * What a catalog command led to.
 *
 * @param refusal null when it was carried out
 * @param key the key to be published, null when nothing changed
 * @param entry what the key stands for now, null when it was removed
 */
public record CatalogOutcome(Refusal refusal, String key, CatalogEntry entry) {

  static final CatalogOutcome UNCHANGED = new CatalogOutcome(null, null, null);

  static CatalogOutcome refused(Refusal refusal) {
    return new CatalogOutcome(refusal, null, null);
  }

  static CatalogOutcome stored(CatalogEntry entry) {
    return new CatalogOutcome(null, entry.key(), entry);
  }

  static CatalogOutcome removed(String key) {
    return new CatalogOutcome(null, key, null);
  }

  public boolean changed() {
    return key != null;
  }
}
