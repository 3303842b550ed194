package io.cmqkafka.facade.action;

import io.cmqkafka.facade.api.CmqError;
import io.cmqkafka.facade.api.CmqException;
import io.cmqkafka.topic.Protocol;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;

/** Where a subscription's messages may go, as far as that can be told from its text. */
final class Endpoints {
  private static final int MAX_URL = 500;
  private static final int MAX_PORT = 65_535;

  private Endpoints() {}

  /** The protocol of this name, in whatever case, else 10510. */
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
  static String wellFormed(Protocol protocol, String endpoint) {
    switch (protocol) {
      case HTTP -> check(isUrl(endpoint), CmqError.ENDPOINT_NO_URL);
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

  /** Has 10570 for blanks anywhere, and 10350 for more than 500 characters. */
  private static boolean isUrl(String text) {
    if (text.codePoints().anyMatch(Endpoints::isBlank)) {
      throw new CmqException(CmqError.ENDPOINT_BLANK);
    }
    if (text.codePointCount(0, text.length()) > MAX_URL) {
      throw new CmqException(CmqError.OUT_OF_RANGE, "endpoint");
    }
    try {
      URI uri = new URI(text);
      boolean web = "http".equalsIgnoreCase(uri.getScheme()) || isHttps(uri);
      boolean port = uri.getPort() == -1 || (uri.getPort() > 0 && uri.getPort() <= MAX_PORT);
      // What stands before an @ would be a secret in everybody's view of the subscription.
      boolean plain = uri.getRawUserInfo() == null && uri.getRawFragment() == null;
      return web && port && plain && uri.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** This server's own addition; CMQ pushes to http only. */
  private static boolean isHttps(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  private static boolean isBlank(int codePoint) {
    return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
  }
}
