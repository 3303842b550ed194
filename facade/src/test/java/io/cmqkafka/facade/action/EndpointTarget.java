package io.cmqkafka.facade.action;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.PushUrl;
import io.cmqkafka.facade.fuzz.Claim;
import io.cmqkafka.facade.fuzz.Target;
import io.cmqkafka.topic.Protocol;
import java.net.URI;

/** A subscription's endpoint: refused, or something that a push can be sent to. */
public final class EndpointTarget implements Target {

  private final Endpoints endpoints = new Endpoints(host -> true);

  @Override
  public void run(byte[] input) {
    String endpoint = new String(input, UTF_8);
    for (Protocol protocol : Protocol.values()) {
      try {
        Claim.same(endpoint, endpoints.wellFormed(protocol, endpoint), "an endpoint");
        Claim.that(endpoint.chars().noneMatch(Character::isISOControl), "control characters");
        if (protocol == Protocol.HTTP) {
          isSentAsItIs(endpoint);
        }
      } catch (CmqException e) {
        Claim.isOneLine(e.getMessage());
      }
    }
  }

  /** A server that decodes what it is sent has what was written. */
  private static void isSentAsItIs(String endpoint) {
    String sent = PushUrl.parse(endpoint).uri().toString();
    Claim.that(sent.chars().allMatch(c -> c > ' ' && c < 0x7f), "not printable ASCII");
    Claim.that(URI.create(sent).getHost() != null, "no host");
    Claim.same(
        asSent(URI.create(endpoint).getSchemeSpecificPart()),
        URI.create(sent).getSchemeSpecificPart(),
        "what is sent");
  }

  /**
   * An empty port is left out (RFC 3986, 3.2.3), and so are zeros before a port. A missing path is
   * a slash.
   */
  private static String asSent(String written) {
    return written
        .replaceFirst("^(//[^/?]*):(?=[/?]|$)", "$1")
        .replaceFirst("^(//[^/?]*:)0+(?=\\d+(?:[/?]|$))", "$1")
        .replaceFirst("^(//[^/?]*+)(?!/)", "$1/");
  }
}
