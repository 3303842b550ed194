package io.cmqkafka.facade.classic;

import io.cmqkafka.facade.auth.Caller;
import io.cmqkafka.facade.auth.Credentials;
import io.cmqkafka.facade.auth.Rights;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Lets signed requests of known SecretIds through. A Nonce may come again: real clients reuse
 * theirs, so it protects nothing here and the Timestamp alone bounds how long a request can be
 * replayed.
 */
public final class Authentication {
  private final Credentials credentials;
  private final long toleranceSeconds;
  private final Clock clock;

  /**
   * @param tolerance how far a Timestamp may be from the clock, in either direction
   */
  public Authentication(Credentials credentials, Duration tolerance, Clock clock) {
    this.credentials = credentials;
    this.toleranceSeconds = tolerance.toSeconds();
    this.clock = clock;
  }

  /**
   * The rights of the signer of the request.
   *
   * @throws CmqException for the first thing that is wrong
   */
  Rights check(SignedRequest request, CommonParams common, List<Param> params) {
    String secretId = required("SecretId", common.secretId());
    long timestamp = number("Timestamp", common.timestamp());
    number("Nonce", common.nonce());
    required("Signature", common.signature());

    Caller caller = credentials.find(secretId);
    if (caller == null) {
      throw new CmqException(
          secretId.startsWith("AKID") ? CmqError.SECRET_ID_UNKNOWN : CmqError.SECRET_ID_PREFIX);
    }
    long away = Math.abs(clock.instant().getEpochSecond() - timestamp);
    if (away > toleranceSeconds) {
      throw new CmqException(CmqError.TIMESTAMP_TOO_FAR, away);
    }
    if (!Signature.matches(request, params, caller.key())) {
      throw new CmqException(CmqError.AUTHENTICATION_FAILED);
    }
    return caller.rights();
  }

  private static String required(String name, String value) {
    if (value == null || value.isEmpty()) {
      throw new CmqException(CmqError.LACK_OF_PARAMETER, name);
    }
    return value;
  }

  /** Decimal digits up to 2^63-1. */
  private static long number(String name, String value) {
    required(name, value);
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < '0' || value.charAt(i) > '9') {
        throw new CmqException(CmqError.WRONG_TYPE, name);
      }
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new CmqException(CmqError.WRONG_TYPE, name);
    }
  }
}
