package io.cmqkafka.facade.bench.client;

/** A key pair; {@link #toString} hides the secret half. */
public record Credentials(String secretId, String secretKey) {
  public Credentials {
    if (secretId.isEmpty() || secretKey.isEmpty()) {
      throw new IllegalArgumentException("secret id and secret key must not be empty");
    }
  }

  @Override
  public String toString() {
    return "Credentials[" + secretId + "]";
  }
}
