package io.cmqkafka.facade.cli;

import java.util.List;
import java.util.Optional;

/**
 * A SecretId and its SecretKey, of which only the first is ever shown.
 *
 * @param allow the rules of what it may do, not checked yet; empty for everything
 */
public record SecretPair(String id, String key, Optional<List<String>> allow) {
  @Override
  public String toString() {
    return "SecretPair[" + id + "]";
  }
}
