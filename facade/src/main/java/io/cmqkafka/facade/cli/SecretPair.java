package io.cmqkafka.facade.cli;

/** A SecretId and its SecretKey, of which only the first is ever shown. */
public record SecretPair(String id, String key) {
  @Override
  public String toString() {
    return "SecretPair[" + id + "]";
  }
}
