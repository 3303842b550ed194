package io.cmqkafka.facade.bench.client;

import java.net.URI;
import java.util.Locale;

/**
 * Where requests go.
 *
 * @param authority host, and port if the URL has one: the Host header, and what is signed
 * @param path the path that is requested and signed, {@code /v2/index.php} unless the URL has
 *     another
 */
public record Endpoint(boolean tls, String host, int port, String authority, String path) {

  /**
   * @throws IllegalArgumentException with a sentence if {@code url} is not an http or https URL
   */
  public static Endpoint of(String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("The endpoint is not a URL: " + url);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https") || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "The endpoint must look like http://HOST:PORT or https://HOST: " + url);
    }
    boolean tls = scheme.equals("https");
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
    String authority = uri.getPort() >= 0 ? uri.getHost() + ":" + uri.getPort() : uri.getHost();
    String path = uri.getRawPath();
    return new Endpoint(
        tls,
        uri.getHost().replaceAll("^\\[|]$", ""),
        port,
        authority,
        path == null || path.isEmpty() || path.equals("/") ? "/v2/index.php" : path);
  }

  /** The URL's part that tells endpoints apart. */
  @Override
  public String toString() {
    return (tls ? "https://" : "http://") + authority;
  }
}
