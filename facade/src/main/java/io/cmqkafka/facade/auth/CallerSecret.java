package io.cmqkafka.facade.auth;

/** A SecretId, its SecretKey and what it may do. Its text form does not tell the key. */
public record CallerSecret(String secretId, String secretKey, Rights rights) {

  /** One that may do everything. */
  public CallerSecret(String secretId, String secretKey) {
    this(secretId, secretKey, Rights.ALL);
  }

  public CallerSecret {
    if (secretId.isBlank() || secretKey.isBlank()) {
      throw new IllegalArgumentException("SecretId and SecretKey must not be empty");
    }
  }

  @Override
  public String toString() {
    return "CallerSecret[" + secretId + "]";
  }
}
