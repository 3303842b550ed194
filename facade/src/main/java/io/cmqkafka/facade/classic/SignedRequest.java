package io.cmqkafka.facade.classic;

/**
 * A request as it was received, which is what its signature is about.
 *
 * @param method upper-case as the client sent it
 * @param host the Host header, with the port when there is one; empty when it was absent
 * @param path the path as received, neither decoded nor normalised, without the query
 * @param form the encoded parameters: the query of a GET, the body of anything else
 */
public record SignedRequest(String method, String host, String path, byte[] form) {

  /**
   * Whether a parameter of that very name was sent.
   *
   * @throws CmqException when the parameters cannot be read
   */
  public boolean hasParameter(String name) {
    return FormParser.parse(form).stream().anyMatch(param -> param.name().equals(name));
  }
}
