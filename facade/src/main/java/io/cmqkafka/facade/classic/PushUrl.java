package io.cmqkafka.facade.classic;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A URL that messages can be pushed to, and the form in which it goes over the wire: what is beyond
 * ASCII in path and query is percent-encoded UTF-8, all else stays as it was written. A URL of
 * which the endpoint would see something else than what was written is none.
 *
 * @param uri of ASCII alone; has a host and a path, and neither user info nor a fragment
 */
public record PushUrl(URI uri) {
  private static final String HEX = "0123456789ABCDEF";

  /** What stands unescaped in no URL. A blank is one of them. */
  private static final String ALWAYS_ESCAPED = " \"<>\\^`{|}";

  /** What a decoder puts where bytes were no UTF-8. */
  private static final int REPLACEMENT = 0xfffd;

  private static final int MAX_PORT = 65_535;

  /** Longer ones no name server knows. */
  private static final int MAX_HOST = 253;

  private static final int MAX_LABEL = 63;

  /**
   * @throws IllegalArgumentException when messages cannot be pushed there; says why in up to 64
   *     characters
   */
  public static PushUrl parse(String text) {
    checkCharacters(text);
    URI written = written(text);
    String scheme = written.getScheme() == null ? "" : written.getScheme().toLowerCase(Locale.ROOT);
    check(scheme.equals("http") || scheme.equals("https"), "it begins with something else");
    checkAuthority(written);
    // It would be a secret in everybody's view of the subscription, and is no part of a request.
    check(written.getRawUserInfo() == null, "user info before the host is not sent");
    check(written.getRawFragment() == null, "a fragment, which begins with #, is not sent");
    String port = written.getPort() < 0 ? "" : ":" + written.getPort();
    String path = written.getRawPath().isEmpty() ? "/" : written.getRawPath();
    String query = written.getRawQuery() == null ? "" : "?" + written.getRawQuery();
    return new PushUrl(
        URI.create(scheme + "://" + written.getHost() + port + ascii(path) + ascii(query)));
  }

  /** The host as it was written, an IPv6 address in its brackets. */
  public String host() {
    return uri.getHost();
  }

  private static void checkCharacters(String text) {
    for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
      int c = text.codePointAt(at);
      check(
          c != REPLACEMENT && Character.getType(c) != Character.SURROGATE,
          "it was not sent as UTF-8");
      check(!Character.isISOControl(c), "control characters must be percent-encoded");
      check(
          ALWAYS_ESCAPED.indexOf(c) < 0,
          "the character " + Character.toString(c) + " must be percent-encoded");
      check(c != '%' || isEscape(text, at), "after a % stand two hexadecimal digits, as in %25");
    }
  }

  private static boolean isEscape(String text, int at) {
    return at + 2 < text.length()
        && HEX.indexOf(Character.toUpperCase(text.charAt(at + 1))) >= 0
        && HEX.indexOf(Character.toUpperCase(text.charAt(at + 2))) >= 0;
  }

  private static URI written(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("it cannot be parsed", e);
    }
  }

  private static void checkAuthority(URI written) {
    String authority = written.getRawAuthority();
    check(authority != null, "it has no host");
    // Clients and name servers disagree about how such a name is encoded: let the owner say.
    check(
        authority.chars().allMatch(c -> c < 0x80),
        "write the host's name in its ASCII form, as in xn--fiqs8s.com");
    String host = written.getHost();
    check(host != null, "the host is letters, digits, '-', '.', the port a number");
    check(host.indexOf('%') < 0, "an address with a zone means something to one machine only");
    check(written.getPort() != 0 && written.getPort() <= MAX_PORT, "the port is 1 to 65535");
    check(isShortEnough(host), "a host has up to 253 characters, 63 between dots");
  }

  private static boolean isShortEnough(String host) {
    if (host.startsWith("[")) {
      return true;
    }
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    for (String label : name.split("\\.", -1)) {
      if (label.length() > MAX_LABEL) {
        return false;
      }
    }
    return name.length() <= MAX_HOST;
  }

  private static String ascii(String text) {
    StringBuilder ascii = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b < 0) {
        ascii.append('%').append(HEX.charAt(b >> 4 & 0xf)).append(HEX.charAt(b & 0xf));
      } else {
        ascii.append((char) b);
      }
    }
    return ascii.toString();
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
