package io.cmqkafka.facade.bench.client;

/** A key pair; {@link #toString} hides the secret half. */
public record ClientCredentials(String secretId, String secretKey) {
  public ClientCredentials {
    if (secretId.isEmpty() || secretKey.isEmpty()) {
      throw new IllegalArgumentException("secret id and secret key must not be empty");
    }
  }

  @Override
  public String toString() {
    return "ClientCredentials[" + secretId + "]";
  }
}
