package io.cmqkafka.facade.action;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.facade.api.CmqException;
import io.cmqkafka.facade.fuzz.Claim;
import io.cmqkafka.facade.fuzz.Target;
import io.cmqkafka.topic.Protocol;
import java.net.URI;

/** A subscription's endpoint: refused, or something that a push can be sent to. */
public final class EndpointTarget implements Target {

  @Override
  public void run(byte[] input) {
    String endpoint = new String(input, UTF_8);
    for (Protocol protocol : Protocol.values()) {
      try {
        Claim.same(endpoint, Endpoints.wellFormed(protocol, endpoint), "an endpoint");
        Claim.that(endpoint.chars().noneMatch(Character::isISOControl), "control characters");
        Claim.that(protocol != Protocol.HTTP || URI.create(endpoint).getHost() != null, "no host");
      } catch (CmqException e) {
        Claim.isOneLine(e.getMessage());
      }
    }
  }
}
