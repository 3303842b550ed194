package io.cmqkafka.facade.http;

/**
 * A request as it was received.
 *
 * @param method upper-case as the client sent it
 * @param host the Host header, with the port when there is one; empty when it was absent
 * @param path the path as received, neither decoded nor normalised, without the query
 * @param form the encoded parameters: the query of a GET, the body of anything else
 */
record HttpRequest(String method, String host, String path, byte[] form) {

  static final String API_PATH = "/v2/index.php";

  /**
   * Whether the path leads to the API when runs of slashes and one at the end are forgiven: {@code
   * /}, {@code /v2/index.php}, and that one twice, as a PHP client's GET has it.
   */
  boolean isApi() {
    if (path.equals(API_PATH) || path.equals("/")) {
      return true;
    }
    StringBuilder normal = new StringBuilder(path.length());
    for (int i = 0; i < path.length() && normal.length() < 2 * API_PATH.length() + 2; i++) {
      char c = path.charAt(i);
      if (c != '/' || normal.length() == 0 || normal.charAt(normal.length() - 1) != '/') {
        normal.append(c);
      }
    }
    if (normal.length() > 0 && normal.charAt(normal.length() - 1) == '/') {
      normal.setLength(normal.length() - 1);
    }
    String plain = normal.toString();
    return plain.isEmpty() || plain.equals(API_PATH) || plain.equals(API_PATH + API_PATH);
  }
}
