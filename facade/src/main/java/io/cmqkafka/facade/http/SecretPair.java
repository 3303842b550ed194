package io.cmqkafka.facade.http;

/** A SecretId and its SecretKey. Its text form does not tell the key. */
public record SecretPair(String secretId, String secretKey) {

  public SecretPair {
    if (secretId.isBlank() || secretKey.isBlank()) {
      throw new IllegalArgumentException("SecretId and SecretKey must not be empty");
    }
  }

  @Override
  public String toString() {
    return "SecretPair[" + secretId + "]";
  }
}
