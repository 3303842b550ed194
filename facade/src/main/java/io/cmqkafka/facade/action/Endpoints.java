package io.cmqkafka.facade.action;

import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.PushUrl;
import io.cmqkafka.topic.Protocol;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Where a subscription's messages may go, as far as that can be told from its text.
 *
 * @param pushTargets whether a host, as a URL has it, may be pushed to; true if only its addresses
 *     can tell
 */
record Endpoints(Predicate<String> pushTargets) {
  private static final int MAX_URL = 500;

  /** The protocol of this name, in any case of letters, else 10510. */
  static Protocol protocol(String name) {
    return Arrays.stream(Protocol.values())
        .filter(protocol -> protocol.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> new CmqException(CmqError.PROTOCOL_UNDEFINED));
  }

  /** As CMQ's examples write it. */
  static String name(Protocol protocol) {
    return protocol.name().toLowerCase(Locale.ROOT);
  }

  /** The endpoint itself, if it has the form that the protocol wants, else 10500 in most cases. */
  String wellFormed(Protocol protocol, String endpoint) {
    switch (protocol) {
      case HTTP -> checkUrl(endpoint);
      case QUEUE -> check(Names.isWellFormed(endpoint), CmqError.ENDPOINT_NO_QUEUE_NAME);
      case KAFKA -> check(Names.isKafkaTopic(endpoint), CmqError.ENDPOINT_NO_KAFKA_TOPIC_NAME);
    }
    return endpoint;
  }

  private static void check(boolean wellFormed, CmqError otherwise) {
    if (!wellFormed) {
      throw new CmqException(otherwise);
    }
  }

  /**
   * Has 10570 for blanks anywhere, 10350 for more than 500 characters, and 10630 for a host that
   * the operator does not admit.
   */
  private void checkUrl(String text) {
    check(text.codePoints().noneMatch(Endpoints::isBlank), CmqError.ENDPOINT_BLANK);
    if (text.codePointCount(0, text.length()) > MAX_URL) {
      throw new CmqException(CmqError.OUT_OF_RANGE, "endpoint");
    }
    String host = host(text);
    if (!pushTargets.test(host)) {
      throw new CmqException(CmqError.ENDPOINT_FORBIDDEN, host);
    }
  }

  private static String host(String url) {
    try {
      return PushUrl.parse(url).host();
    } catch (IllegalArgumentException e) {
      throw new CmqException(CmqError.ENDPOINT_NO_URL, e.getMessage());
    }
  }

  private static boolean isBlank(int codePoint) {
    return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
  }
}
