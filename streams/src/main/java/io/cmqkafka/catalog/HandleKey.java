package io.cmqkafka.catalog;

/**
 * The secret with which every process of the cluster makes receipt handles tamper-evident.
 *
 * @param secret base64
 */
public record HandleKey(String secret) implements CatalogEntry {
  public static final String KEY = "handle-key";

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public String toString() {
    return "HandleKey[secret not shown]";
  }
}
