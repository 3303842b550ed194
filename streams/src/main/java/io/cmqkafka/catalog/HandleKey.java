package io.cmqkafka.catalog;

import java.util.Base64;

/**
 * The secret with which every process of the cluster makes receipt handles tamper-evident.
 *
 * @param secret base64
 */
public record HandleKey(String secret) implements CatalogEntry {
  public static final String KEY = "handle-key";

  public HandleKey {
    if (Base64.getDecoder().decode(secret).length == 0) {
      throw new IllegalArgumentException("an empty secret");
    }
  }

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public String toString() {
    return "HandleKey[secret not shown]";
  }
}
