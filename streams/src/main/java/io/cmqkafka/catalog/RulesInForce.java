package io.cmqkafka.catalog;

import io.cmqkafka.queue.Rules;

/**
 * Which rules the catalog is decided by, told to every process with the rest of the catalog. There
 * is no such entry while it is the first ones.
 *
 * @param version of {@link Rules}
 */
public record RulesInForce(int version) implements CatalogEntry {
  public static final String KEY = "rules";

  public RulesInForce {
    if (version < 1) {
      throw new IllegalArgumentException("versions of rules begin with 1");
    }
  }

  @Override
  public String key() {
    return KEY;
  }

  public Rules rules() {
    return new Rules(version);
  }
}
