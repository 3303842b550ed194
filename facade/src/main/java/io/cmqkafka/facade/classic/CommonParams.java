package io.cmqkafka.facade.classic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/**
 * The parameters that every request has, found in one pass. Each may be there once.
 *
 * <p>All but {@code clientRequestId} are null when absent. {@code clientRequestId} is null unless
 * it is a number that can be echoed as one.
 */
record CommonParams(
    String action,
    String secretId,
    String timestamp,
    String nonce,
    String signature,
    String clientRequestId) {

  /** Enough for an unsigned 64-bit number. */
  private static final int MAX_CLIENT_REQUEST_ID_DIGITS = 20;

  /** The number to echo, also from parameters that {@link #of} would refuse. */
  static String clientRequestId(List<Param> params) {
    for (Param param : params) {
      if (param.name().equals("clientRequestId")) {
        return jsonNumber(param.value());
      }
    }
    return null;
  }

  /**
   * @throws CmqException NOT_REPEATABLE
   */
  static CommonParams of(List<Param> params) {
    String action = null;
    String secretId = null;
    String timestamp = null;
    String nonce = null;
    String signature = null;
    for (Param param : params) {
      switch (param.name()) {
        case "Action" -> action = once(action, param);
        case "SecretId" -> secretId = once(secretId, param);
        case "Timestamp" -> timestamp = once(timestamp, param);
        case "Nonce" -> nonce = once(nonce, param);
        case "Signature" -> signature = once(signature, param);
        default -> {}
      }
    }
    return new CommonParams(action, secretId, timestamp, nonce, signature, clientRequestId(params));
  }

  private static String once(String before, Param param) {
    if (before != null) {
      throw new CmqException(CmqError.NOT_REPEATABLE, param.name());
    }
    return new String(param.value(), UTF_8);
  }

  private static String jsonNumber(byte[] digits) {
    if (digits.length == 0
        || digits.length > MAX_CLIENT_REQUEST_ID_DIGITS
        || digits[0] == '0' && digits.length > 1) {
      return null;
    }
    for (byte digit : digits) {
      if (digit < '0' || digit > '9') {
        return null;
      }
    }
    return new String(digits, UTF_8);
  }
}
